"""The report for a person at a terminal: what is wrong, where, what to type. Colour says nothing the words do not."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.escape import ELLIPSIS, clipped, visible
from auditor.model import Location
from auditor.records import NamedTuple
from auditor.reports._wording import (
    ages,
    answer,
    by_change,
    caveats,
    chain,
    count,
    edited,
    is_lock,
    packages,
    passed,
    question,
    scope,
    tally,
    vendor,
    waived,
)
from auditor.results import Command, Finding, Report, Upgrade

NAME = "text"
ENDINGS = (".txt",)

LINES = 7  # of one finding, unless everything is asked for
HEAD_LINES = 3
_HELD = ("read", "partial")
_RED, _YELLOW, _CYAN, _BLUE, _GREEN = "1;31", "1;33", "1;36", "34", "1;32"
_COLOURS = {
    "error": _RED,
    "warning": _YELLOW,
    "note": _CYAN,
    "-->": _BLUE,
    "fix": _GREEN,
    "PASS": _GREEN,
    "FAIL": _RED,
}


class Style(NamedTuple):
    """How to write: columns, colours, everything or the essence, and the prefix that makes paths clickable."""

    width: int
    color: bool
    verbose: bool
    prefix: str

    def path(self, path: str) -> str:
        """``path`` as it is from the working directory."""
        return visible(self.prefix + path if path != "." else self.prefix.rstrip("/") or ".")

    def paint(self, word: str) -> str:
        """``word`` in its colour, where there are colours."""
        return f"\x1b[{_COLOURS[word]}m{word}\x1b[0m" if self.color else word


def flow(style: Style, pieces: Iterable[str], first: str, rest: str = "      ") -> list[str]:
    """Lines of at most the style's width, made of ``pieces`` that are never broken, however long."""
    lines, line, empty = [], first, True
    for piece in pieces:
        if not empty and len(line) + 1 + len(piece) > style.width:
            lines.append(line)
            line, empty = rest, True
        line += piece if empty else f" {piece}"
        empty = False
    return [*lines, line]


def clip(style: Style, lines: list[str], most: int) -> list[str]:
    """The first ``most`` of ``lines``; an ellipsis says that there were more."""
    if len(lines) <= most or not most:
        return lines[:most]
    last = lines[most - 1]
    while len(last) + 2 > style.width and " " in last.strip():
        last = last.rpartition(" ")[0]
    return [*lines[: most - 1], f"{last} {ELLIPSIS}"]


def _head(style: Style, finding: Finding, most: int) -> list[str]:
    label = {"ignore": "ignored ", "baseline": "known "}[finding.suppressed.kind] if finding.suppressed else ""
    words = clipped(finding.message, 10_000 if style.verbose else 1000).split(" ")
    lines = clip(style, flow(style, words, f"{label}{finding.severity} {finding.rule}  "), most)
    return [lines[0].replace(finding.severity, style.paint(finding.severity), 1), *lines[1:]]


def _at(style: Style, location: Location, *, column: bool = True) -> str:
    place = f"{style.path(location.path)}:{location.line}"
    return f"{place}:{location.column}" if column else place


def _where(style: Style, finding: Finding) -> list[str]:
    """The first place, clickable, then where it is locked and what brings it in; all of that if all is asked for."""
    lines = [f"  {style.paint('-->')} {_at(style, location)}" for location in finding.locations[:1]]
    others = [
        f"{'locked' if is_lock(finding, location) else 'also'} at {_at(style, location, column=False)}"
        for location in finding.locations[1:]
    ]
    others.sort(key=lambda words: not words.startswith("locked"))
    chains = [visible(chain(path)) for path in finding.paths]
    if style.verbose:
        return lines + [f"      {words}" for words in others + chains]
    context = " · ".join(others[:1] + chains[:1])
    if others and len(context) + 6 > style.width and len(chains) == 1 and len(finding.paths[0]) == 2:
        context = others[0]  # the path of a direct dependency says least of all
    if (hidden := max(len(others), len(chains)) - 1) > 0:
        context += f" (and {count(hidden, 'more place' if len(others) > 1 else 'more path')})"
    return lines + (clip(style, flow(style, context.split(" "), "      "), 2) if context else [])


def _details(finding: Finding) -> list[str]:
    details = list(finding.details)
    if finding.fails_from:
        details.append(f"fails from {finding.fails_from}")
    if finding.suppressed:
        details.insert(0, waived(finding.suppressed))
    return [clipped(detail) for detail in details]


def _command(style: Style, command: Command) -> str:
    where = style.path(command.cwd)
    return visible(command.run) if where == "." else f"in {where}: {visible(command.run)}"


def _edits(style: Style, upgrade: Upgrade) -> list[str]:
    shown = upgrade.edits if style.verbose else upgrade.edits[:1]
    pieces = [f"{clipped(edited(edit), 400)} in {style.path(edit.path)}" for edit in shown]
    hidden = len(upgrade.edits) - len(shown)
    return pieces + ([f"and {count(hidden, 'more place')}"] if hidden else [])


def _change(style: Style, upgrade: Upgrade, *, commands: bool, again: bool) -> list[str]:
    """What to change and type; without ``commands`` they follow below, ``again`` they already stand above."""
    edits = _edits(style, upgrade)
    typed = [_command(style, command) for command in upgrade.commands] if commands else []
    if edits:
        ends = ["," if typed or number < len(edits) - 1 else "" for number in range(len(edits))]
        lines = flow(
            style, [*map(str.__add__, edits, ends), *(f"then: {run}" for run in typed[:1])], "  fix  ", "       "
        )
        return lines + [f"       {run}" for run in typed[1:]]
    if typed:
        return [f"  fix  {typed[0]}", *(f"       {run}" for run in typed[1:])]
    if again:
        return ["  fix  the same command"]
    reason = upgrade.reason or (f"move to {upgrade.to}" if upgrade.to else "")
    return flow(style, clipped(reason).split(" "), "  fix  ", "       ") if reason else []


def _fix(style: Style, upgrade: Upgrade, *, commands: bool, again: bool) -> list[str]:
    lines = _change(style, upgrade, commands=commands, again=again)
    if not lines:
        return []
    notes = [clipped(note, 200) for note in caveats(upgrade)]
    if notes and len(lines[-1]) + len("; ".join(notes)) + 5 <= style.width:
        lines[-1] += f"   ({'; '.join(notes)})"
    elif notes:
        lines += flow(style, [*(f"{note};" for note in notes[:-1]), notes[-1]], "       ", "       ")
    if upgrade.guide:
        lines.append(f"       guide: {visible(upgrade.guide)}")
    return [lines[0].replace("fix", style.paint("fix"), 1), *lines[1:]]


def _finding(style: Style, finding: Finding, *, commands: bool = True, again: bool = False) -> list[str]:
    where = _where(style, finding)
    mend = finding.upgrade if finding.suppressed is None else None
    fix = _fix(style, mend, commands=commands, again=again) if mend else []
    details = _details(finding)
    if style.verbose:
        told = [line for detail in details for line in flow(style, detail.split(" "), "  ", "  ")]
        return _head(style, finding, LINES) + where + told + fix
    room = LINES - len(where) - len(fix)
    head = _head(style, finding, min(HEAD_LINES, max(2, room)))
    told = flow(style, "; ".join(details).split(" "), "  ", "  ") if details else []
    return head + where + clip(style, told, max(0, room - len(head))) + fix


def _group(style: Style, group: tuple[Finding, ...]) -> list[str]:
    """The findings that one change mends; what is to be typed stands once."""
    if len(group) == 1:
        return [*_finding(style, group[0]), ""]
    lines: list[str] = []
    upgrade = group[0].upgrade
    last = any(finding.upgrade and finding.upgrade.edits for finding in group)
    for number, finding in enumerate(group):
        lines += [*_finding(style, finding, commands=not last and number == 0, again=not last and number > 0), ""]
    if last and upgrade:
        typed = flow(style, [_command(style, command) for command in upgrade.commands], "  then ", "       ")
        lines += [*typed, f"       once, for the {len(group)} above", ""]
    return lines


def _is_shown(report: Report, finding: Finding, *, verbose: bool) -> bool:
    if finding.severity != "note" or verbose or report.fail_on == "note":
        return report.show_suppressed or finding.suppressed is None
    return False


def _plan(style: Style, report: Report) -> list[str]:
    """All changes by project, in the order to make them."""
    from auditor.planning import plan

    stages = plan(report).stages
    lines = ["Plan"] if stages else []
    for stage in stages:
        lines.append(f"  {style.path(stage.project)}")
        lines += [f"    first: {clipped(need, 300)}" for need in stage.first]
        for change in stage.changes:
            move = f"{change.name} {change.component.version or '(a range)'} {_aim(change.upgrade)}"
            lines.append(f"    {clipped(move, 200)}{' (breaking)' if change.upgrade.breaking else ''}")
        lines += [f"    type: {_command(style, command)}" for command in stage.commands]
    return lines


def _aim(upgrade: Upgrade) -> str:
    """Where a change leads; a browser target has no release to go to, only what its query becomes."""
    if upgrade.to is None and upgrade.edits:
        return f"to {upgrade.edits[0].new.strip()}" if upgrade.edits[0].new.strip() else "to be taken out"
    if upgrade.to is None and upgrade.kind == "lockfile":
        return "to what its manifest asks for"  # drift
    return f"to {upgrade.to or 'its successor'}"


def _everything(style: Style, report: Report) -> list[str]:
    """What was found and looked at, for those who ask for it."""
    lines = ["Components"] if report.components else []
    browsers: dict[tuple[str, str], list[str]] = {}
    for judged in report.components:
        component = judged.component
        if component.ecosystem == "browser":
            told = f"{component.name} {component.version}"
            browsers.setdefault((judged.status, component.project), []).append(told)
            continue
        named = f"{component.name} {component.version or '(no version)'}, {component.ecosystem}"
        lines.append(f"  {judged.status:<11} {clipped(named, 200)}, in {style.path(component.project)}")
    for (status, path), versions in browsers.items():
        named = clipped(", ".join(versions), 200)
        lines.append(f"  {status:<11} {count(len(versions), 'browser')}, in {style.path(path)}: {named}")
    lines += ["Inputs"] if report.inputs else []
    for item in report.inputs:
        said = f": {clipped(item.reason, 300)}" if item.reason else ""
        held = f" ({visible(item.format)}, {count(item.packages, 'package')})" if item.status in _HELD else ""
        lines.append(f"  {item.status:<11} {style.path(item.path)}{held}{said}")
    if report.skipped:
        lines += [f"Skipped {_skipped(report)}"]
    lines += _plan(style, report)
    return [*lines, ""] if lines else []


def _skipped(report: Report) -> str:
    return ", ".join(f"{visible(name)} ({number:,})" for name, number in sorted(report.skipped.items()))


def _nothing(style: Style, report: Report) -> list[str]:
    roots = " or ".join(style.path(root) for root in report.roots) or "."
    words = f"no lockfile or manifest that matrix-audit reads under {roots}"
    looked = f"looked at {count(report.walked, 'file')}" + (f", skipped {_skipped(report)}" if report.skipped else "")
    return [
        *flow(style, words.split(" "), "Nothing to audit: ", "      "),
        *flow(style, [*f"{looked};".split(" "), "formats: matrix-audit explain formats"], "      "),
    ]


def _verdict(style: Style, report: Report, *, hidden: bool) -> list[str]:
    """The lines that people look for: the verdict with its counts, then what it rests on."""
    word = "FAIL" if report.failed() else "PASS"
    seen = scope(report)
    known = [visible(words) for words in ages(report)]
    if report.active():
        counts = f"{tally(report)}{' (--verbose)' if hidden else ''}"
        lines = flow(style, [counts, "·", *seen, f"{len(packages(report)):,} of {vendor(report)}"], f"{word}  ")
    else:
        lines = flow(style, passed(report).split(" "), f"{word}  ")
        known = [" ".join(seen).removesuffix(","), *known]
    if suppressed := len(report.findings) - len(report.active()):
        known.append(f"{suppressed:,} suppressed" + ("" if report.show_suppressed else " (--show-suppressed)"))
    if any(finding.upgrade and finding.upgrade.edits for finding in report.active()):
        known.append("apply with: matrix-audit fix")
    lines += flow(style, [*(f"{words} ·" for words in known[:-1]), *known[-1:]], "      ")
    return [lines[0].replace(word, style.paint(word), 1), *lines[1:]]


def _footer(style: Style, report: Report, *, hidden: bool) -> list[str]:
    if report.verdict() == "nothing-to-audit":
        return _nothing(style, report)
    asked = answer(report)
    lines = _verdict(style, report, hidden=hidden)
    if asked and (report.active() or report.eligible != "yes"):
        return [*flow(style, f"{question(report)} {asked}".split(" "), "", ""), *lines]
    return lines


def render(report: Report, *, width: int = 80, color: bool = False, verbose: bool = False, quiet: bool = False) -> str:
    """The report as lines of at most ``width`` columns, save for paths and commands that are longer.

    Notes are counted, and shown if ``verbose`` or if they are what fails. ``quiet`` leaves out all but the findings.
    """
    style = Style(width, color, verbose, report.from_cwd)
    shown = tuple(finding for finding in report.findings if _is_shown(report, finding, verbose=verbose))
    counting = tuple(finding for finding in shown if finding.suppressed is None)
    others = tuple(finding for finding in shown if finding.suppressed)
    lines = [line for group in by_change(counting) + by_change(others) for line in _group(style, group)]
    if quiet:
        return "\n".join(lines)
    if verbose:
        lines += _everything(style, report)
    for notice in report.notices:
        lines += flow(style, clipped(notice).split(" "), "note: ")
    hidden = len(counting) < len(report.active())
    return "\n".join([*lines, *_footer(style, report, hidden=hidden), ""])
