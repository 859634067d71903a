"""``fix``: apply the upgrade suggestions to the manifests, and say or run what brings the lockfiles in line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import SimpleNamespace as Namespace

from auditor.commands import Outcome
from auditor.commands.check import POSITIONAL, TREE_OPTIONS, configure_for, day
from auditor.days import today
from auditor.escape import clipped, visible
from auditor.fixing import Patch, Result, apply, diff, prepare
from auditor.matrix import load
from auditor.options import Option
from auditor.pipeline import Request
from auditor.pipeline import run as audit
from auditor.planning import Change, Stage, changes_of, is_doable, stages, why_left
from auditor.policy import POLICIES
from auditor.records import NamedTuple
from auditor.results import Command, Finding, Report
from auditor.roots import Roots, of_paths

__all__ = ["OPTIONS", "POSITIONAL", "run"]


OPTIONS = (
    *TREE_OPTIONS,
    Option("--dry-run", "print the change as a unified diff and write nothing", group="how"),
    Option("--run", "then run the commands that update the lockfiles", group="how"),
    Option("--only", "only findings of this rule or on this package; repeatable", metavar="RULE-OR-PACKAGE", many=True),
    Option("--breaking", "also move to another release line"),
    Option("--policy", "what is asked of a project (default: standard)", choices=POLICIES),
    Option("--matrix", "the matrix to judge by; repeatable (default: auth0)", metavar="NAME-OR-PATH", many=True),
    Option("--no-ignores", "fix what the configuration ignores as well"),
    Option("--as-of", "judge as on that day (default: today in UTC)", metavar="YYYY-MM-DD", check=day),
)


class Choice(NamedTuple):
    """What is to be done, what is left out though it could be, and what nothing can be done about."""

    chosen: tuple[Change, ...]
    waiting: tuple[tuple[Change, str], ...]
    left: tuple[tuple[Finding, str], ...]


def run(options: Namespace) -> Outcome:
    """Audit, edit, and tell; status 1 where something fixable is left or was put back, with ``--dry-run`` where there is a diff."""
    roots = of_paths(options.paths)
    request = request_of(options, roots)
    reading, report = audit(request)
    choice = _choice(report, options.only, breaking=options.breaking)
    result = prepare(request, reading, choice.chosen)
    if options.dry_run:
        told = tuple(_told(choice, result, stages(_done(choice, result)), edits=False))
        return Outcome(1 if result.patches else 0, diff(result.patches, visible), told)
    if result.patches:
        result = apply(request, roots.tree, reading, result, choice.chosen)
    staged = stages(_done(choice, result))
    lines = list(_told(choice, result, staged, edits=True))
    status = 1 if result.refused or choice.waiting else 0
    commands = [command for stage in staged for command in stage.commands]
    then = _runner(roots, commands, status) if options.run and commands else None
    return Outcome(status, "".join(f"{line}\n" for line in lines), then=then)


def request_of(options: Namespace, roots: Roots) -> Request:
    """What to audit, by the options that ``fix`` and ``plan`` share."""
    return Request(
        tree=roots.tree,
        matrices=tuple(load(name) for name in options.matrix),
        configure=configure_for(options, roots.tree.root),
        as_of=options.as_of or today(),
        starts=roots.starts,
        takes=roots.takes,
        policy=options.policy,
        fingerprints=False,
    )


# What to do


def _choice(report: Report, only: Sequence[str], *, breaking: bool) -> Choice:
    wanted = [finding for finding in report.active() if not only or any(_is_meant(finding, word) for word in only)]
    chosen: list[Change] = []
    waiting: list[tuple[Change, str]] = []
    left: list[tuple[Finding, str]] = []
    changes = changes_of(wanted)
    for change in changes:
        why = _why_not(change, breaking=breaking)
        if not is_doable(change) or (why and not change.upgrade.edits and not change.upgrade.within):
            left += [(finding, why_left(finding)) for finding in change.findings[:1]]
        elif why:
            waiting.append((change, why))
        else:
            chosen.append(change)
    told = {id(finding) for change in changes for finding in change.findings}
    left += [(finding, why_left(finding)) for finding in wanted if id(finding) not in told]
    return Choice(tuple(chosen), tuple(waiting), tuple(left))


def _is_meant(finding: Finding, word: str) -> bool:
    """Whether a word names a finding's rule, or its package by name, alias or ``ecosystem:name``."""
    component = finding.judged.component if finding.judged else None
    names = {finding.rule.lower(), finding.name}
    if component:
        names |= {component.name, component.alias or component.name, f"{component.ecosystem}:{component.name}"}
    return word in names or word.lower() in names


def _why_not(change: Change, *, breaking: bool) -> str | None:
    """Why a change is not made now, None where it is."""
    upgrade = change.upgrade
    if upgrade.requires and change.component.ecosystem != "golang":
        return f"needs {' and '.join(upgrade.requires)} first"
    if upgrade.kind == "replace" or (upgrade.kind == "manifest" and not upgrade.edits):
        return "no edit does it alone"
    return "breaking: --breaking includes it" if upgrade.breaking and not breaking else None


def _done(choice: Choice, result: Result) -> list[Change]:
    """The changes whose edits were all made, with those that need none."""
    made = {edit for patch in result.patches for edit in patch.edits}
    return [change for change in choice.chosen if made.issuperset(change.upgrade.edits)]


# What to say


def _told(choice: Choice, result: Result, staged: Sequence[Stage], *, edits: bool) -> Iterator[str]:
    """What was changed, what to type, what to read, and what is left; the last only where it is more than a note."""
    if edits:
        yield from _edits(result.patches)
    commands = [command for stage in staged for command in stage.commands]
    if commands:
        yield "then:" if result.patches else "to type:"
        yield from (f"  {_line(command)}" for command in commands)
    for change in (change for stage in staged for change in stage.changes):
        upgrade = change.upgrade
        if upgrade.breaking and upgrade.guide:
            yield f"guide for {visible(change.name)} {visible(upgrade.to or '')}: {visible(upgrade.guide)}"
    for edit, why in result.refused.items():
        yield f"not changed: {visible(edit.path)}:{edit.line}: {clipped(why)}"
    for change, why in choice.waiting:
        move = f"{change.component.version or 'the range'} -> {change.upgrade.to}"
        yield f"left: {visible(change.name)} {visible(move)}: {clipped(why)}"
    for finding, why in choice.left:
        if finding.severity != "note":
            yield f"left: {finding.rule} {clipped(finding.message, 200)}: {clipped(why, 400)}"
    if not commands and not result.patches:
        yield "nothing to change"


def _edits(patches: Iterable[Patch]) -> Iterator[str]:
    made = sorted((edit for patch in patches for edit in patch.edits), key=lambda edit: (edit.path, edit.line))
    for edit in made:
        yield f'{visible(edit.path)}:{edit.line}:{edit.column}  "{clipped(edit.old, 200)}" -> "{clipped(edit.new, 200)}"'


def _line(command: Command) -> str:
    return visible(command.run) if command.cwd == "." else f"in {visible(command.cwd)}: {visible(command.run)}"


def _runner(roots: Roots, commands: Sequence[Command], status: int) -> Callable[[Callable[[str], None]], int]:
    """What runs the commands once the list of them is out."""

    def start(say: Callable[[str], None]) -> int:
        from auditor.processes import run_all

        return max(status, run_all(roots.tree.root, commands, say))

    return start
