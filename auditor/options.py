"""A command's options as a table, read without ``argparse`` where nothing is wrong with them.

Importing ``argparse`` and filling a parser takes as long as starting Python. So the words of a command line are first
read by the table alone; for help, and wherever something is off, a parser made of the same table has the word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import SimpleNamespace

from auditor.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse
    from typing import Any


class Option(NamedTuple):
    """One option. Without ``metavar`` and ``choices`` it is a switch; ``many`` collects; ``check`` raises ``ValueError``.

    Of the options with one ``group`` only one may be given.
    """

    flag: str
    help: str
    metavar: str | None = None
    choices: Sequence[str] = ()
    default: str | None = None
    many: bool = False
    check: Callable[[str], str] | None = None
    group: str | None = None

    @property
    def name(self) -> str:
        """The attribute that holds the value."""
        return self.flag.lstrip("-").replace("-", "_")

    @property
    def switch(self) -> bool:
        """Whether the option takes no value."""
        return self.metavar is None and not self.choices


class Positional(NamedTuple):
    """The words that are no options: any number of them, or just one."""

    name: str
    metavar: str
    help: str
    default: tuple[str, ...] = ()
    one: bool = False


def quick(table: Iterable[Option], positional: Positional, words: Sequence[str]) -> SimpleNamespace | None:
    """The values of a command line that nothing is wrong with, else None."""
    options = {option.flag: option for option in table}
    values: dict[str, Any] = {option.name: _initial(option) for option in options.values()}
    plain: list[str] = []
    groups: set[str] = set()
    waiting = iter(words)
    for word in waiting:
        if not word.startswith("-"):
            plain.append(word)
            continue
        flag, equals, value = word.partition("=")
        option = options.get(flag)
        if option is None or (option.group in groups) or not _take(option, value if equals else None, waiting, values):
            return None
        groups.update(filter(None, [option.group]))
    if positional.one and len(plain) != 1:
        return None
    values[positional.name] = plain[0] if positional.one else plain or list(positional.default)
    return SimpleNamespace(**values)


def _initial(option: Option) -> Any:
    return [] if option.many else False if option.switch else option.default


def _take(option: Option, value: str | None, waiting: Iterable[str], values: dict[str, Any]) -> bool:
    """Note the value of one option; False if something is wrong with it."""
    if option.switch:
        values[option.name] = True
        return value is None
    if value is None:
        value = next(iter(waiting), "-")
        if value.startswith("-"):
            return False
    if option.choices and value not in option.choices:
        return False
    try:
        value = option.check(value) if option.check else value
    except ValueError:
        return False
    if option.many:
        values[option.name].append(value)
    else:
        values[option.name] = value
    return True


def fill(parser: argparse.ArgumentParser, table: Iterable[Option], positional: Positional) -> None:
    """Add the table to a parser."""
    import argparse

    groups: dict[str, Any] = {}
    if positional.one:
        parser.add_argument(positional.name, metavar=positional.metavar, help=positional.help)
    else:
        parser.add_argument(
            positional.name,
            metavar=positional.metavar,
            nargs="*",
            default=list(positional.default),
            help=positional.help,
        )
    for option in table:
        target: Any = parser
        if option.group:
            target = groups.setdefault(option.group, None) or parser.add_mutually_exclusive_group()
            groups[option.group] = target
        if option.switch:
            target.add_argument(option.flag, action="store_true", help=option.help)
            continue
        target.add_argument(
            option.flag,
            metavar=option.metavar,
            choices=option.choices or None,
            default=_initial(option),
            action="append" if option.many else "store",
            type=_typed(option.check, argparse.ArgumentTypeError) if option.check else str,
            help=option.help,
        )


def _typed(check: Callable[[str], str], error: type[Exception]) -> Callable[[str], str]:
    def convert(text: str) -> str:
        try:
            return check(text)
        except ValueError as wrong:
            raise error(str(wrong)) from None

    return convert
