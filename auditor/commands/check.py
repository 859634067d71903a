"""``check``: audit each project tree, one report, exit by the worst."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from types import SimpleNamespace as Namespace

from auditor import reports
from auditor.commands import Outcome
from auditor.config import Configuration, Source
from auditor.days import is_day, today
from auditor.errors import UserError
from auditor.files import write
from auditor.matrix import load
from auditor.model import SEVERITIES, Report
from auditor.options import Option, Positional
from auditor.pipeline import Configure, Request, audit
from auditor.policy import POLICIES
from auditor.roots import configuration_of, no_configuration, of_paths, repository_of

SUMMARY = "audit project trees against the support matrix (the default command)"


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
    Option("--matrix", "the matrix to judge by; repeatable (default: auth0)", metavar="NAME-OR-PATH", many=True),
    Option("--no-ignores", "count what the configuration ignores"),
    Option("--show-suppressed", "show what is ignored, marked so"),
    Option("--as-of", "judge as on that day (default: today in UTC)", metavar="YYYY-MM-DD", check=day),
    Option("--dashboard", "compare declared browsers with those of the vendor's Dashboard as well"),
    Option("--require-inputs", "exit 2 where there is nothing to audit"),
    Option("--offline", "refuse options that need the network (without one, none is used)"),
    Option("--color", "colours (default: auto)", choices=("auto", "always", "never"), default="auto"),
    Option("--quiet", "the verdict only", group="loudness"),
    Option("--verbose", "notes, details, inputs and skipped folders as well", group="loudness"),
)


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
        options.dashboard,
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
