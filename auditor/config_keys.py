"""The keys that a configuration may have, and what each may hold. Says what is wrong with a value; knows of no file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from auditor.patterns import PatternError, compiled
from auditor.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

RULES = {
    "MA101": "unlisted-package",
    "MA102": "unsupported-line",
    "MA103": "outdated-release",
    "MA104": "limited-support",
    "MA105": "support-ending",
    "MA106": "replaced-package",
    "MA107": "unresolved-version",
    "MA108": "name-trap",
    "MA201": "unlisted-browser",
    "MA202": "outdated-browser",
    "MA203": "browser-sdk-conflict",
    "MA301": "runtime-unsupported",
    "MA302": "runtime-ended",
    "MA303": "peer-unsupported",
    "MA401": "extensibility-runtime",
    "MA402": "retired-extensibility",
    "MA501": "cdn-floating-version",
    "MA601": "known-vulnerability",
    "MA901": "unreadable-input",
    "MA902": "stale-matrix",
    "MA903": "lockfile-drift",
    "MA904": "expired-ignore",
    "MA905": "partial-input",
}
POLICIES = ("lenient", "standard", "strict")
FAIL_ON = ("error", "warning", "note", "never")
SEVERITIES = ("error", "warning", "note", "off")
# A century: far enough for anyone, and near enough for arithmetic on dates.
MAX_COUNT = 36_500


class InvalidError(Exception):
    """A key or value that cannot be used; ``route`` leads to it from the file's own keys."""

    def __init__(self, message: str, *route: str | int) -> None:
        super().__init__(message)
        self.route = route

    def where(self) -> str:
        """The keys on the way, with dots."""
        return ".".join(printable(part) for part in self.route if isinstance(part, str))


class Ignore(NamedTuple):
    """A finding that the project accepts; what is None covers all. ``until`` is the last day that it holds.

    ``origin`` and ``line`` say where it stands (``origin`` relative to the audited root, as a finding's paths are);
    ``path`` is a gitignore pattern relative to ``folder``, which is relative to the repository root.
    """

    reason: str
    rule: str | None = None
    package: str | None = None
    path: str | None = None
    until: str | None = None
    origin: str = ""
    line: int = 1
    folder: str = ""


def checked(table: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a file's own keys, rules named by id. Raises ``InvalidError``."""
    return _checked(table, _KEYS)


def printable(text: str) -> str:
    """A foreign text for a message: on one line, without control characters, and not long."""
    safe = "".join(char if char.isprintable() else "?" for char in text[:60])
    return safe if len(text) <= 60 else f"{safe}..."


def _quoted(value: object) -> str:
    return f'"{printable(value if isinstance(value, str) else _toml(value))}"'


def _toml(value: object) -> str:
    """A value that is no text, about as its author wrote it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "[...]" if isinstance(value, list) else "{...}" if isinstance(value, dict) else str(value)


def _checked(table: Mapping[str, Any], keys: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    for key in table:
        if key not in keys:
            top = key == "tool" and keys is _KEYS
            remedy = (
                "in this file the keys stand at the top, without [tool.matrix-audit]" if top else _nearest(key, keys)
            )
            raise InvalidError(f"unknown key; {remedy}", key)
    return {key: _under(key, keys[key], value) for key, value in table.items()}


def _under(key: str | int, check: Callable[[Any], Any], value: Any) -> Any:
    """The checked value that stands at ``key``; what is wrong with it is wrong there."""
    try:
        return check(value)
    except InvalidError as error:
        raise InvalidError(str(error), key, *error.route) from None


def _nearest(said: str, known: Iterable[str]) -> str:
    import difflib

    return f"did you mean {_quoted(difflib.get_close_matches(said[:80], list(known), 1, 0.0)[0])}?"


def _one_of(*choices: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in choices:
            raise InvalidError(f"{_quoted(value)} is not known here; write {', '.join(choices[:-1])} or {choices[-1]}")
        return str(value)

    return check


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MAX_COUNT:
        raise InvalidError(f"{_quoted(value)} is not a count; write a whole number from 0 to {MAX_COUNT}")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidError("is no text, or an empty one; write some")
    return value


def _rule(value: Any) -> str:
    """The id of a rule that is named by its id or its name."""
    for rule, name in RULES.items():
        if value in (rule, name):
            return rule
    said = value if isinstance(value, str) else _toml(value)
    raise InvalidError(f"unknown rule {_quoted(said)}; {_nearest(said, (*RULES, *RULES.values()))}")


def _matrix(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise InvalidError('is not a list of names; write one, such as ["auth0"]')
    return tuple(_under(number, _matrix_name, name) for number, name in enumerate(value))


def _matrix_name(value: Any) -> str:
    from auditor.matrix import BUNDLED

    # Any other name would be taken for a path: the audited tree could bring the matrix that it is judged by.
    if not isinstance(value, str) or value not in BUNDLED:
        remedy = "give a path or an address on the command line, with --matrix"
        raise InvalidError(f"{_quoted(value)} is not the name of a bundled matrix ({', '.join(BUNDLED)}); {remedy}")
    return value


def _severity(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise InvalidError('is not a table; write rules with their severity, such as { MA103 = "note" }')
    severities: dict[str, str] = {}
    for key, said in value.items():
        rule = _under(key, _rule, key)
        if rule in severities:
            raise InvalidError(f"{rule} is set twice, by its id and by its name; keep one", key)
        severities[rule] = _under(key, _one_of(*SEVERITIES), said)
    return severities


def _patterns(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise InvalidError('is not a list of patterns; write one, such as ["fixtures/"]')
    return tuple(_under(number, _pattern, pattern) for number, pattern in enumerate(value))


def _pattern(value: Any) -> str:
    text = _text(value)
    try:
        compiled("", (text,))
    except PatternError as error:
        raise InvalidError(f"{_quoted(text)} {error}") from None
    return text


def _covered(value: Any) -> str:
    text = _pattern(value)
    if text.startswith("!"):
        raise InvalidError(f"{_quoted(text)} takes paths away; write what the ignore covers")
    return text


def _package(value: Any) -> str:
    text = _text(value)
    if text.startswith("pkg:") and "@" in text.rpartition("/")[2]:
        raise InvalidError(f"{_quoted(text)} has a version; write it without")
    return text


def _day(value: Any) -> str:
    """An ISO date, as text or as TOML's own kind of date."""
    import datetime as dt

    text = value if isinstance(value, str) else str(value) if type(value) is dt.date else ""
    try:
        canonical = dt.date.fromisoformat(text).isoformat()
    except ValueError:
        canonical = ""
    if not canonical or canonical != text:
        raise InvalidError(f"{_quoted(value)} is not a day; write it as YYYY-MM-DD")
    return text


def _ignores(value: Any) -> tuple[Ignore, ...]:
    if not isinstance(value, list):
        raise InvalidError('is not a list of tables; write one, such as [{ rule = "MA103", reason = "..." }]')
    return tuple(_under(number, _ignore, entry) for number, entry in enumerate(value))


def _ignore(value: Any) -> Ignore:
    if not isinstance(value, dict):
        raise InvalidError('is not a table; write one, such as { rule = "MA103", reason = "..." }')
    fields = _checked(value, _IGNORE_KEYS)
    if "reason" not in fields:
        raise InvalidError('an ignore needs a reason; add reason = "..." with why the finding is accepted')
    if not fields.keys() & {"rule", "package", "path"}:
        raise InvalidError("an ignore needs something to ignore; add a rule, a package or a path")
    return Ignore(**fields)


_IGNORE_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "rule": _rule,
    "package": _package,
    "path": _covered,
    "reason": _text,
    "until": _day,
}
_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "policy": _one_of(*POLICIES),
    "fail-on": _one_of(*FAIL_ON),
    "matrix": _matrix,
    "exclude": _patterns,
    "include": _patterns,
    "severity": _severity,
    "ignore": _ignores,
    "stale-after-days": _count,
    "ending-window-days": _count,
    "grace-days": _count,
    "browser-lag": _count,
}
