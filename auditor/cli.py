"""The command line: arguments in, exit status out. The only module that prints and the only one that ends the program."""

from __future__ import annotations

import sys

from auditor import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType
    from typing import NoReturn

INTERRUPTED, TERMINATED, BUG = 130, 143, 3

_VERSION = f"matrix-audit {__version__}"
_USAGE = "usage: matrix-audit [COMMAND] [OPTIONS] [PATH...]"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give back its exit status (see the README for what each means)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] in (["--version"], ["-V"]):
        sys.stdout.write(f"{_VERSION}\n")
        return 0
    try:
        from auditor.errors import Terminated

        return _guarded(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Terminated:
        return TERMINATED


def program() -> NoReturn:
    """The program: a run, and an end at once.

    Taking apart what a run has built would take as long as reading the lockfile did; nothing is left that must be closed.
    """
    import os

    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = status or 1  # whoever was to read has gone
    os._exit(status)


def _guarded(words: list[str]) -> int:
    from auditor.errors import UserError

    try:
        status = _run(words)
        sys.stdout.flush()
    except UserError as error:
        _say(f"error: {error}")
        return 2
    except BrokenPipeError:
        # Whoever read the report has gone; what is still in the buffer must not raise again at exit.
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:  # noqa: BLE001 - the one place where a bug of ours becomes a status
        import traceback

        traceback.print_exc()
        _say("this is a bug in matrix-audit; please report it with the lines above")
        return BUG
    return status


def _run(words: list[str]) -> int:
    import gc

    from auditor.commands import SUMMARIES

    # A run is over before cycles could matter, and a large lockfile makes the collector look through it again and again.
    gc.disable()

    if words[:1] in (["--help"], ["-h"], ["help"]):
        sys.stdout.write(_overview(SUMMARIES))
        return 0
    name = words.pop(0) if words and words[0] in SUMMARIES else "check"
    command = _command(name)
    outcome = command.run(_parsed(name, command, words))
    _write(outcome.text)
    for notice in outcome.notices:
        _say(notice)
    if outcome.then:
        sys.stdout.flush()
        return int(outcome.then(_say))
    return int(outcome.status)


def _command(name: str) -> ModuleType:
    from auditor.modules import import_module

    return import_module(f"auditor.commands.{name}")


def _parsed(name: str, command: ModuleType, words: list[str]) -> object:
    from auditor import options
    from auditor.commands import SUMMARIES

    table = getattr(command, "OPTIONS", None)
    read = options.quick(table, command.POSITIONAL, words) if table else None
    if read is not None:
        return read
    import argparse

    parser = argparse.ArgumentParser(
        prog=f"matrix-audit {name}",
        description=SUMMARIES[name][:1].upper() + SUMMARIES[name][1:],
        allow_abbrev=False,
        # Left to itself the formatter imports shutil, and with it three compression libraries, to ask for the width.
        formatter_class=lambda prog: argparse.HelpFormatter(prog, width=100, max_help_position=32),
    )
    parser.add_argument("--version", action="version", version=_VERSION, help="show the version and exit")
    if table:
        options.fill(parser, table, command.POSITIONAL)
    else:
        command.arguments(parser)
    return parser.parse_args(words)


def _overview(commands: Mapping[str, str]) -> str:
    summaries = "".join(f"  {name:<11}{summary}\n" for name, summary in commands.items())
    return (
        f"{_USAGE}\n\nTells whether what a repository runs against Auth0 is inside its Product Support Matrix,\n"
        f"and what to change if not. Without a command: check; without a PATH: the working directory.\n\ncommands:\n{summaries}"
        "\noptions of a command: matrix-audit COMMAND --help\nversion: matrix-audit --version\n"
        "what a rule means, or what the matrix says of a package: matrix-audit explain RULE-OR-PACKAGE\n"
    )


def _write(text: str) -> None:
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace", newline="\n")
    sys.stdout.write(text)


def _say(line: str) -> None:
    from auditor.escape import visible

    sys.stderr.write(f"matrix-audit: {visible(line)}\n")
    sys.stderr.flush()
