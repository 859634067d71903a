"""``check``: audit each project tree, one report, exit by the worst."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence

from auditor import reports
from auditor.commands import Outcome
from auditor.config import Configuration, Source
from auditor.days import is_day, today
from auditor.errors import UserError
from auditor.files import write
from auditor.matrix import load
from auditor.model import SEVERITIES, Report
from auditor.pipeline import Configure, Request, audit
from auditor.policy import POLICIES
from auditor.roots import configuration_of, no_configuration, of_paths, repository_of

SUMMARY = "audit project trees against the support matrix (the default command)"


def day(text: str) -> str:
    """An argument that is a day of the calendar."""
    if not is_day(text):
        raise ArgumentTypeError(f"not a day of the calendar: {text!r}; write YYYY-MM-DD")
    return text


def tree_arguments(parser: ArgumentParser) -> None:
    """The arguments that say what to read, shared by the commands that read a tree."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", default=["."], help="folders, or files of a project (default: .)"
    )
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--config", metavar="FILE", help="use only this configuration file")
    group.add_argument("--no-config", action="store_true", help="use no configuration")


def arguments(parser: ArgumentParser) -> None:
    """The options of ``check``."""
    tree_arguments(parser)
    add = parser.add_argument
    add("--format", choices=reports.names(), default="text", help="of the report on standard output (default: text)")
    add(
        "--output", metavar="[FORMAT=]FILE", action="append", default=[], help="also write a report to FILE; repeatable"
    )
    add("--policy", choices=POLICIES, help="what fails (default: standard)")
    add("--fail-on", choices=(*SEVERITIES, "never"), help="the least severity that fails (default: error)")
    add("--matrix", metavar="NAME-OR-PATH", action="append", help="the matrix to judge by; repeatable (default: auth0)")
    add("--no-ignores", action="store_true", help="count what the configuration ignores")
    add("--show-suppressed", action="store_true", help="show what is ignored, marked so")
    add("--as-of", metavar="YYYY-MM-DD", type=day, help="judge as on that day (default: today in UTC)")
    add("--require-inputs", action="store_true", help="exit 2 where there is nothing to audit")
    add("--offline", action="store_true", help="refuse options that need the network (without one, none is used)")
    add("--color", choices=("auto", "always", "never"), default="auto", help="colours (default: auto)")
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("--quiet", action="store_true", help="the verdict only")
    loudness.add_argument("--verbose", action="store_true", help="notes, details, inputs and skipped folders as well")


def run(options: Namespace) -> Outcome:
    """Audit, write the files asked for, and give back the report."""
    outputs = [_output(text) for text in options.output]
    report = _report(options, fingerprints={options.format, *(name for name, _ in outputs)} != {"text"})
    for name, path in outputs:
        write(path, _rendered(report, name, options, to_file=True))
    text = _rendered(report, options.format, options, to_file=False)
    if options.require_inputs and report.verdict() == "nothing-to-audit":
        return Outcome(2, text, ("nothing to audit, and --require-inputs was given",))
    return Outcome(1 if report.failed() else 0, text)


def _report(options: Namespace, *, fingerprints: bool) -> Report:
    roots = of_paths(options.paths)
    configure = configure_for(options, roots.tree.root)
    matrices = tuple(load(name) for name in options.matrix) if options.matrix else ()
    request = Request(
        roots.tree,
        matrices,
        configure,
        options.as_of or today(),
        roots.starts,
        roots.takes,
        options.policy,
        options.fail_on,
        fingerprints,
    )
    return audit(request)._replace(
        from_cwd=_prefix(roots.tree.root, os.getcwd()),
        from_repository=repository_of(roots.tree.root).prefix,
        show_suppressed=options.show_suppressed,
    )


def configure_for(options: Namespace, base: str) -> Configure:
    """How this run makes its configuration, by ``--config``, ``--no-config`` and ``--no-ignores``."""
    configure = no_configuration if options.no_config else configuration_of(base, options.config)
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
        return name, path
    found = reports.format_for(text)
    if found is None:
        raise UserError(
            f"--output {text}: the name does not say which format; write FORMAT=FILE with one of {', '.join(reports.names())}"
        )
    return found, text


def _rendered(report: Report, name: str, options: Namespace, *, to_file: bool) -> str:
    module = reports.load(name)
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
