"""``check``: audit each project tree, one report, exit by the worst."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from types import SimpleNamespace as Namespace

from auditor import reports
from auditor.commands import Outcome
from auditor.config import Configuration, Source
from auditor.days import is_day, today
from auditor.errors import UserError
from auditor.matrix import load
from auditor.options import Option, Positional
from auditor.pipeline import Configure, Request
from auditor.pipeline import run as audit
from auditor.policy import POLICIES
from auditor.records import TYPE_CHECKING
from auditor.results import SEVERITIES, Report
from auditor.roots import Roots, configuration_of, no_configuration, of_paths, repository_of

if TYPE_CHECKING:
    from auditor.advisories import Ask
    from auditor.git_roots import GitRoots
    from auditor.pipeline import Tree
    from auditor.progress import Line


def day(text: str) -> str:
    """An argument that is a day of the calendar; ``ValueError`` if it is none."""
    if not is_day(text):
        raise ValueError(f"not a day of the calendar: {text!r}; write YYYY-MM-DD")
    return text


POSITIONAL = Positional("paths", "PATH", "folders, or files of a project (default: .)", (".",))
TREE_OPTIONS = (
    Option("--config", "use only this configuration file", metavar="FILE", group="configuration"),
    Option("--no-config", "use no configuration", group="configuration"),
)
OPTIONS = (
    *TREE_OPTIONS,
    Option("--format", "of the report on standard output (default: text)", choices=reports.names(), default="text"),
    Option("--output", "also write a report to FILE; repeatable", metavar="[FORMAT=]FILE", many=True),
    Option("--policy", "what fails (default: standard)", choices=POLICIES),
    Option("--fail-on", "the least severity that fails (default: error)", choices=(*SEVERITIES, "never")),
    Option("--matrix", "the matrix to judge by; repeatable (default: auth0)", metavar="NAME-PATH-OR-URL", many=True),
    Option("--no-ignores", "count what the configuration ignores"),
    Option(
        "--no-lowering",
        "severities, policy and grace of the configuration that are milder than by default do not count",
    ),
    Option("--config-rev", "use the configuration that this git revision has", metavar="REV"),
    Option("--show-suppressed", "show what is ignored, marked so"),
    Option("--as-of", "judge as on that day (default: today in UTC)", metavar="YYYY-MM-DD", check=day),
    Option("--dashboard", "compare declared browsers with those of the vendor's Dashboard as well"),
    Option("--rev", "audit this git revision, without checking it out", metavar="REV"),
    Option("--since", "count only what is new since the branch or commit REV", metavar="REV"),
    Option("--baseline", "count only what is not in FILE, a former JSON report", metavar="FILE"),
    Option(
        "--advisories", "look for known vulnerabilities: osv, osv=URL, pip-audit, or an OSV export", metavar="SOURCE"
    ),
    Option("--require-inputs", "exit 2 where there is nothing to audit"),
    Option("--offline", "refuse options that need the network (without one, none is used)"),
    Option("--color", "colours (default: auto)", choices=("auto", "always", "never"), default="auto"),
    Option("--quiet", "findings only, nothing else", group="loudness"),
    Option("--verbose", "notes, details, inputs and skipped folders as well", group="loudness"),
)


def run(options: Namespace) -> Outcome:
    """Audit, write the files asked for, and give back the report."""
    outputs = [_output(text) for text in options.output]
    line = _line(options)
    try:
        request, report = _report(
            options, fingerprints={options.format, *(name for name, _ in outputs)} != {"text"}, line=line
        )
    finally:
        if line:
            line.clear()
    for name, path in outputs:
        from auditor.files import write

        write(path, _rendered(request, report, name, options, to_file=True))
    text = _rendered(request, report, options.format, options, to_file=False)
    if options.require_inputs and report.verdict() == "nothing-to-audit":
        return Outcome(2, text, ("nothing to audit, and --require-inputs was given",))
    return Outcome(1 if report.failed() else 0, text, () if options.quiet else tuple(_origins(report, options)))


def _origins(report: Report, options: Namespace) -> Iterator[str]:
    """A line for each matrix that is neither the bundled one nor read from where the command line says."""
    for matrix in report.matrices:
        if matrix.origin not in {"bundled", *options.matrix}:
            yield f"the {matrix.name} matrix of {matrix.revision}: {matrix.origin}"


def _line(options: Namespace) -> Line | None:
    """The line that shows progress: on a terminal alone, and not for those who want it quiet."""
    if options.quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    from auditor.progress import Line

    return Line(sys.stderr)


def _report(options: Namespace, *, fingerprints: bool, line: Line | None) -> tuple[Request, Report]:
    whole = None
    roots: Roots | GitRoots
    if options.rev is None:
        roots = of_paths(options.paths)
    else:
        from auditor.git_roots import of_revision

        roots = of_revision(options.paths, options.rev)
        whole = roots.whole
    configure = configure_for(options, roots.tree.root, whole)
    if options.offline and any("://" in name for name in options.matrix):
        raise UserError("--offline: --matrix names an address; fetch it once, and give the file")
    matrices = tuple(load(name) for name in options.matrix) if options.matrix else ()
    request = Request(
        _watched(roots.tree, line),
        matrices,
        configure,
        options.as_of or today(),
        roots.starts,
        roots.takes,
        options.policy,
        options.fail_on,
        fingerprints or bool(options.since or options.baseline),
        options.dashboard,
        _advisories(options, line) if options.advisories else None,
    )
    reading, report = audit(request)
    if reading.configuration.said:
        report = report._replace(notices=(*report.notices, reading.configuration.said))
    if options.since or options.baseline:
        report = _only_new(options, request, reading.configuration, report, roots.tree.root)
    return request, report._replace(
        from_cwd=_prefix(roots.tree.root, os.getcwd()),
        from_repository=repository_of(roots.tree.root).prefix,
        show_suppressed=options.show_suppressed,
    )


def _watched(tree: Tree, line: Line | None) -> Tree:
    if line is None:
        return tree
    from auditor.progress import WatchedTree

    return WatchedTree(tree, line)


def _advisories(options: Namespace, line: Line | None) -> Ask:
    from auditor.advisories import Answers, Subject, remembering, source

    ask = source(options.advisories, offline=options.offline)

    def told(subjects: Sequence[Subject]) -> Answers:
        if line:
            line.tell(f"matrix-audit: asking {options.advisories}, packages: {len(subjects):,}", at_once=True)
        return ask(subjects)

    return remembering(told)


def _only_new(options: Namespace, request: Request, configuration: Configuration, report: Report, root: str) -> Report:
    from auditor import since

    if options.since:
        before = since.at_revision(request, root, configuration, options.since, options.rev or "HEAD")
        report = since.mark(report, before)
    return since.mark(report, since.in_file(options.baseline)) if options.baseline else report


def configure_for(options: Namespace, base: str, whole: Tree | None = None) -> Configure:
    """How this run makes its configuration, by the options from ``--config`` to ``--config-rev``.

    ``whole`` is the tree of the repository where that is not the one on disk.
    """
    configure = no_configuration if options.no_config else configuration_of(base, options.config, whole)
    if not options.no_config and getattr(options, "config_rev", None):
        from auditor.trust import configuration_at

        configure = configuration_at(base, options.config_rev, options.config)
    if getattr(options, "no_lowering", False):
        from auditor.trust import unlowered

        configure = unlowered(configure)
    if not getattr(options, "no_ignores", False):
        return configure

    def without(found: Sequence[Source]) -> Configuration:
        return configure(found).without_ignores()

    return without


def _prefix(folder: str, start: str) -> str:
    try:
        relative = os.path.relpath(folder, start).replace(os.sep, "/")
    except ValueError:  # another drive
        return folder.replace(os.sep, "/").rstrip("/") + "/"
    return "" if relative == "." else f"{relative}/"


def _output(text: str) -> tuple[str, str]:
    """The format and path of one ``--output``. Raises ``UserError`` where the name does not say the format."""
    name, equals, path = text.partition("=")
    if equals and name in reports.names():
        if not path:
            raise UserError(f"--output {text}: names no file; write {text}FILE")
        return name, path
    found = reports.format_for(text)
    if found is None:
        raise UserError(
            f"--output {text}: the name does not say which format; write FORMAT=FILE with one of {', '.join(reports.names())}"
        )
    return found, text


def _rendered(request: Request, report: Report, name: str, options: Namespace, *, to_file: bool) -> str:
    """The report in a format; one that says more with the files and the matrices at hand gets these."""
    module = reports.load(name)
    if hasattr(module, "complete"):
        matrices = request.matrices or tuple(load(matrix.name) for matrix in report.matrices)
        return str(module.complete(report, request.tree.read, matrices))
    if name != "text":
        return str(module.render(report))
    terminal = not to_file and sys.stdout.isatty()
    return str(
        module.render(
            report,
            width=_width() if terminal else 80,
            color=_color(options.color, terminal=terminal) and not to_file,
            verbose=options.verbose,
            quiet=options.quiet,
        )
    )


def _width() -> int:
    try:
        return max(40, os.get_terminal_size(sys.stdout.fileno()).columns)
    except OSError:
        return 80


def _color(choice: str, *, terminal: bool) -> bool:
    """Whether to colour: the option, then NO_COLOR (no-color.org) and FORCE_COLOR, then whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")
