"""The order and ranges of npm, as its ``semver`` package has them: strict, and without ``includePrerelease``.

Our own because no Python library is both right and strict: one answers False to what it cannot read, others misread.
Must not import more than ``re`` and ``functools``: nearly every audit loads it.
"""

from __future__ import annotations

import re
from functools import lru_cache

_Triple = tuple[int, int, int]
Tag = tuple[tuple[int, int | str], ...]
_Version = tuple[int, int, int, Tag, int]  # the last place is 0; -1 and 1 make a bound just before or after
_Comparator = tuple[str, int, int, int, Tag]
_Span = tuple[_Version, _Version, frozenset[_Triple]]  # two open ends, and the triples whose prereleases count

_MAX_VERSION = 256
_MAX_RANGE = 4096
_MAX_NUMBER = 2**53 - 1  # JavaScript's largest exact integer, past which npm refuses
FINAL: Tag = ((2, 0),)  # after any prerelease identifier, numbers being 0 and words 1
_LOWEST: Tag = ((0, 0),)  # -0, the first prerelease there is
_START: _Version = (-1, 0, 0, _LOWEST, 0)
_END: _Version = (_MAX_NUMBER + 1, 0, 0, FINAL, 0)
_ANY: _Span = (_START, _END, frozenset())

_N = r"(?:0|[1-9][0-9]*+)"
_ID = rf"(?:[0-9]*+[A-Za-z-][0-9A-Za-z-]*+|{_N})"
_PRE = rf"(?:-({_ID}(?:\.{_ID})*+))?+"
_BUILD = r"\+[0-9A-Za-z-]++(?:\.[0-9A-Za-z-]++)*+"
_X = rf"({_N}|[xX*])"
_VERSION = rf"v?({_N})\.({_N})\.({_N}){_PRE}(?:{_BUILD})?+"
_PARTIAL = rf"(~>?|\^|[<>]?=?)([v=]*+){_X}(?:\.{_X}(?:\.{_X}{_PRE})?+)?+"
_SIDE = rf"([v= ]*+){_X}(?:\.{_X}(?:\.{_X}{_PRE})?+)?+"
_STAR = r"[<>]?=?\*"
_STARRED = r"[<>=]*+\*[<>=]++"
_SPACES = r"[\t-\r ]++"
_BEGINS = r"[v=]*+[0-9xX*]"
_WRITABLE = r"[\t-\r -~]*+"
_RELATIONS = frozenset(("<", ">", "<=", ">=", "=", "~>", "~=", "^=", "~>="))


def identifiers(text: str | None) -> Tag:
    """What follows a version's hyphen, as Semantic Versioning orders it; None gives ``FINAL``, which is after all."""
    if text is None:
        return FINAL
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in text.split("."))


def _triple(text: str) -> _Triple | None:
    """The numbers of a version that is nothing but three of them: nearly every one, and no pattern need be compiled for it."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isdecimal() and part.isascii() and len(part) < 10 for part in parts):
        return None
    if any(part[0] == "0" and part != "0" for part in parts):
        return None
    return int(parts[0]), int(parts[1]), int(parts[2])


@lru_cache(4096)
def _version(text: str) -> _Version | None:
    plain = _triple(text)
    if plain:
        return (*plain, FINAL, 0)
    if len(text) > _MAX_VERSION:
        return None
    found = re.fullmatch(_VERSION, text.strip(" \t\n\r\f\v"))
    if not found:
        return None
    major, minor, patch, tag = found.groups()
    numbers = int(major), int(minor), int(patch)
    return None if max(numbers) > _MAX_NUMBER else (*numbers, identifiers(tag), 0)


def _caret(major: int, minor: int | None, patch: int | None) -> _Triple:
    """The first version that ``^`` leaves out: the leftmost number that is not zero moves up."""
    if major or minor is None:
        return major + 1, 0, 0
    if minor or patch is None:
        return 0, minor + 1, 0
    return 0, 0, patch + 1


def _desugar(operator: str, major: int | None, minor: int | None, patch: int | None, tag: Tag) -> list[_Comparator]:
    """The plain comparators that one term stands for; None is an ``x`` or a part left out."""
    if major is None:
        return [("<", 0, 0, 0, _LOWEST)] if operator in ("<", ">") else []
    base = (major, minor or 0, patch or 0) if minor is not None else (major, 0, 0)
    partial = minor is None or patch is None
    tag = FINAL if partial else tag
    # npm drops a lower bound of 0.0.0, which then no longer keeps the prereleases of 0.0.0 out
    low = [] if (*base, tag) == (0, 0, 0, FINAL) else [(">=", *base, tag)]
    if operator == "^":
        return [*low, ("<", *_caret(major, minor, patch), _LOWEST)]
    above = (major + 1, 0, 0) if minor is None else (major, minor + 1, 0)
    if operator[:1] == "~":
        return [*low, ("<", *above, _LOWEST)]
    if not partial:
        return [(operator or "=", *base, tag)]
    match operator:
        case ">":
            return [(">=", *above, FINAL)]
        case ">=":
            return low
        case "<":
            return [("<", *base, _LOWEST)]
        case "<=":
            return [("<", *above, _LOWEST)]
    return [*low, ("<", *above, _LOWEST)]


def _number(text: str | None) -> int | None:
    return int(text) if text and text not in "xX*" else None


def _term(token: str) -> list[_Comparator] | None:
    """The comparators of one term with its operator; None where npm calls the range invalid."""
    found = re.fullmatch(_PARTIAL, token)
    if not found:
        # npm drops a stray star before it looks: "1.2.3*" is 1.2.3
        bare = re.sub(_BUILD, "", re.sub(_STAR, "", token, count=1))
        found = re.fullmatch(_PARTIAL, bare) if bare != token else None
        if not found or found[1][:1] in ("~", "^") or None in map(_number, found.group(3, 4, 5)):
            return None
    operator, prefix, *parts, tag = found.groups()
    major, minor, patch = map(_number, parts)
    if operator[:1] not in ("~", "^"):
        if (major is None and minor is not None) or (minor is None and patch is not None):
            return None
        if patch is not None and prefix not in ("", "v"):
            return None
    if found[0] == ">=0.0.0":
        return []
    return _desugar(operator, major, minor, patch, identifiers(tag))


def _hyphen(low: str, high: str) -> list[_Comparator] | None:
    """The comparators of ``low - high``; a side that is written out must be a version as it stands."""
    first, last = re.fullmatch(_SIDE, low), re.fullmatch(_SIDE, high)
    if not first or not last:
        return None
    comparators: list[_Comparator] = []
    for found, operator in ((first, ">="), (last, "<=")):
        major, minor, patch = map(_number, found.group(2, 3, 4))
        if major is None:
            continue
        if minor is None:
            patch = None
        taken_apart = operator == "<=" and found[5]
        if patch is not None and not taken_apart and found[1] not in ("", "v"):
            return None
        if operator + found[0] != ">=0.0.0":
            comparators += _desugar(operator, major, minor, patch, identifiers(found[5]))
    return comparators


def _terms(text: str) -> list[_Comparator] | None:
    """The comparators of one alternative, whose terms must all hold; an operator may stand apart from its version."""
    low, dash, high = text.partition(" - ")
    if dash:
        return _hyphen(low, high.rstrip())
    comparators: list[_Comparator] = []
    operator = ""
    for word in text.split(" "):
        if operator == "~>" and word[:1] in ("<", ">"):
            operator = "~"
        elif operator not in ("", "~", "^") and not re.match(_BEGINS, word):
            return None
        token = operator + word
        if token in _RELATIONS or token in ("~", "^") or ("*" in token and re.fullmatch(_STARRED, token)):
            operator = token
            continue
        operator = ""
        found = _term(token) if token else []
        if found is None:
            return None
        comparators += found
    return None if operator else comparators


def _span(comparators: list[_Comparator]) -> _Span | None:
    if not comparators:
        return _ANY
    low, high = _START, _END
    triples = set()
    for operator, major, minor, patch, tag in comparators:
        if max(major, minor, patch) > _MAX_NUMBER:
            return None
        if operator in (">", ">=", "="):
            low = max(low, (major, minor, patch, tag, 1 if operator == ">" else -1))
        if operator in ("<", "<=", "="):
            high = min(high, (major, minor, patch, tag, -1 if operator == "<" else 1))
        if tag != FINAL:
            triples.add((major, minor, patch))
    return low, high, frozenset(triples)


@lru_cache(4096)
def _spans(text: str) -> tuple[_Span, ...] | None:
    """The alternatives of a range, or None for what npm would not accept as one."""
    if text == "*":
        return (_ANY,)
    operator = text[:1] if text[:1] in ("^", "~") else ""
    plain = _triple(text.removeprefix(operator))
    if plain:
        span = _span(_desugar(operator, *plain, FINAL))
        return span and (span,)
    if len(text) > _MAX_RANGE or not re.fullmatch(_WRITABLE, text):
        return None
    spans = []
    for alternative in re.sub(_SPACES, " ", text).split("||"):
        terms = alternative.strip(" ")
        comparators = _terms(re.sub(_BUILD, "", terms) if "+" in terms else terms)
        span = None if comparators is None else _span(comparators)
        if span is None:
            return None
        spans.append(span)
    # npm reduces a range with a star in it to that star, which admits no prerelease
    return (_ANY,) if _ANY in spans else tuple(spans)


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 by precedence (build metadata does not count); None if either is no version."""
    first, second = _version(a), _version(b)
    if first is None or second is None:
        return None
    return (first > second) - (first < second)


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether npm would take ``version`` for ``requirement``; None for a tag, an alias, a URL or a workspace."""
    key, spans = _version(version), _spans(requirement)
    if key is None or spans is None:
        return None
    final = key[3] == FINAL
    return any(low < key < high and (final or key[:3] in triples) for low, high, triples in spans)


def _bound(text: str) -> _Version | None:
    return _version(text + ".0" * max(0, 2 - text.count(".")))


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a final version from ``low`` up to, not including, ``high`` can satisfy ``requirement``."""
    spans, floor = _spans(requirement), _bound(low)
    ceiling = _END if high is None else _bound(high)
    if spans is None or floor is None or ceiling is None:
        return None
    for start, end, _ in spans:
        major, minor, patch, tag, side = max(start, floor, (0, 0, 0, FINAL, -1))
        first = (major, minor, patch + (tag == FINAL and side > 0), FINAL, 0)
        if first < end and first < ceiling:
            return True
    return False


def release(version: str) -> tuple[int, ...] | None:
    """Major, minor and patch; None if ``version`` is no version."""
    key = _version(version)
    return key and key[:3]


def is_prerelease(version: str) -> bool:
    """Whether a prerelease tag follows the numbers."""
    key = _version(version)
    return key is not None and key[3] != FINAL
