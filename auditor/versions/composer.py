"""The order and constraints of Composer, as its ``composer/semver`` normalises, parses and matches them.

Our own because no Python library reads Composer's constraints. Branches (``dev-main``) satisfy constraints by name and
have no place in the order.
"""

from __future__ import annotations

import re
from functools import lru_cache

_Key = tuple[tuple[int, int], ...]
_Term = tuple[str, str]  # an operator and a normalised version; ("", "") holds for anything

_STAGES = {"dev": 0, "alpha": 1, "a": 1, "beta": 2, "b": 2, "RC": 3, "rc": 3, "#": 4, "pl": 5, "p": 5}
_NUMBER = 4
_PLAIN: _Key = ((_NUMBER, -1),)  # what ends a version: after any stage but a patch, before any further number
_STAGE = r"[._-]?(?:(stable|beta|b|RC|alpha|a|patch|pl|p)((?:[.-]?\d+)*+)?)?([.-]?dev)?"
_FLAG = re.compile(r"@(stable|RC|beta|alpha|dev)\Z", re.IGNORECASE)
_ALIAS = re.compile(r"([^,\s]++) ++as ++[^,\s]++")
_BUILD = re.compile(r"([^,\s+]++)\+\S++")
_CLASSIC = re.compile(rf"v?(\d{{1,5}})(\.\d++)?(\.\d++)?(\.\d++)?{_STAGE}", re.IGNORECASE | re.ASCII)
_DATE = re.compile(rf"v?(\d{{4}}(?:[.:-]?\d{{2}}){{1,6}}(?:[.:-]?\d{{1,3}})?){_STAGE}", re.IGNORECASE | re.ASCII)
_BRANCH = re.compile(r"v?(\d++)(?:\.(\d++|x|\*))?(?:\.(\d++|x|\*))?(?:\.(\d++|x|\*))?", re.IGNORECASE | re.ASCII)
_DEV = re.compile(r"[.-]?dev\Z", re.IGNORECASE)
_TOKEN = re.compile(r"\d++|[A-Za-z]++", re.ASCII)
_UNSTABLE = re.compile(r"-(?:RC|beta|alpha|dev)|-dev\Z", re.IGNORECASE)

_PARTS = rf"v?(\d++)(?:\.(\d++))?(?:\.(\d++))?(?:\.(\d++))?(?:{_STAGE}|\.([x*][.-]?dev))(?:\+\S+)?"
_ANY = re.compile(r"v?[x*](?:\.[x*])*+", re.IGNORECASE)
_STEP = re.compile(rf"[~^]{_PARTS}", re.IGNORECASE | re.ASCII)
_WILD = re.compile(r"v?(\d++)(?:\.(\d++))?(?:\.(\d++))?(?:\.[xX*])++", re.ASCII)
_SIDE = re.compile(_PARTS, re.IGNORECASE | re.ASCII)
_PLAIN_TERM = re.compile(r"(<>|!=|>=?|<=?|==?)?\s*+(.*)", re.ASCII)
_REFERENCE = re.compile(r"(dev-[^,\s@]+?|[^,\s@]+?\.x-dev)#.+", re.IGNORECASE)
_FLAGGED = re.compile(r"([^,\s]*?)@(stable|RC|beta|alpha|dev)", re.IGNORECASE)
_STAGED = re.compile(rf"-{_STAGE}\Z", re.ASCII)
_NAMED = re.compile(r"[0-9a-zA-Z./-]++")
_AND = re.compile(r"(?<!^)(?<!as)(?<![=>< ,]) *(?<!-)[, ](?!-) *(?!,|as|\Z)")


def _staged(numbers: str, stage: str | None, count: str | None, dev: str | None) -> str:
    if stage == "stable":
        return numbers
    if stage:
        short = stage.lower()
        name = {"a": "alpha", "b": "beta", "p": "patch", "pl": "patch", "rc": "RC"}.get(short, short)
        numbers += f"-{name}{(count or '').lstrip('.-')}"
    return f"{numbers}-dev" if dev else numbers


def _numeric_branch(name: str) -> str | None:
    """``1.x`` as the highest development version of that branch; None for a branch with a name."""
    found = _BRANCH.fullmatch(name.strip())
    if not found:
        return None
    parts = [part if part and part.isdigit() else "9999999" for part in found.groups()]
    return f"{'.'.join(parts)}-dev"


@lru_cache(2048)
def _normal(text: str) -> str | None:
    """A version in the one form that is compared: four numbers or a date, then a stage; or ``dev-`` and a branch."""
    text = text.strip(" \t\n\r\0\v")
    alias = _ALIAS.fullmatch(text)
    text = _FLAG.sub("", alias[1] if alias else text)
    if text in ("master", "trunk", "default"):
        return f"dev-{text}"
    if text[:4].lower() == "dev-":
        return f"dev-{text[4:]}"
    build = _BUILD.fullmatch(text)
    text = build[1] if build else text
    classic = _CLASSIC.fullmatch(text)
    if classic:
        first, *others = classic.group(1, 2, 3, 4)
        return _staged(first + "".join(other or ".0" for other in others), *classic.group(5, 6, 7))
    date = _DATE.fullmatch(text)
    if date:
        return _staged(re.sub(r"[^0-9]", ".", date[1]), *date.group(2, 3, 4))
    branch = _DEV.sub("", text)
    return None if branch == text else _numeric_branch(branch)


@lru_cache(2048)
def _key(normal: str) -> _Key:
    """The order of PHP's ``version_compare`` as a tuple."""
    key = []
    for token in _TOKEN.findall(normal):
        known = [stage for name, stage in _STAGES.items() if token.startswith(name)]
        key.append((_NUMBER, int(token)) if token.isdigit() else (known[0] if known else -1, 0))
    return (*key, *_PLAIN)


def _raised(parts: list[str | None], place: int, step: int = 1) -> str:
    """Four numbers: those up to ``place`` (from 1), the last of them ``step`` higher, then zeros, before any stage."""
    numbers = [part or "0" for part in parts[:place]]
    if step:
        numbers[-1] = str(int(numbers[-1]) + step)
    return ".".join([*numbers, *["0"] * (4 - place)]) + "-dev"


def _step(text: str, found: re.Match[str]) -> list[_Term] | None:
    """``~`` or ``^``: from the version, or its first development release, to where the constraint says."""
    numbers: list[str | None] = list(found.group(1, 2, 3, 4))
    given = sum(1 for number in numbers if number is not None)
    if text[0] == "~":
        place = max(1, given - 1 + (1 if found[8] else 0))
    elif numbers[0] != "0" or given == 1:
        place = 1
    else:
        place = 2 if numbers[1] != "0" or given == 2 else 3
    low = _normal(text[1:] + ("" if found[5] or found[7] or found[8] else "-dev"))
    return None if low is None else [(">=", low), ("<", _raised(numbers, place))]


def _hyphen(low: str, high: str) -> list[_Term] | None:
    """``low - high``: a short upper end takes in all that begins with it."""
    first, last = _SIDE.fullmatch(low), _SIDE.fullmatch(high)
    start, end = _normal(low), _normal(high)
    if not first or not last or start is None or end is None:
        return None
    start += "" if first[5] or first[7] or first[8] else "-dev"
    if (last[2] and last[3]) or last[5] or last[7] or last[8]:
        return [(">=", start), ("<=", end)]
    return [(">=", start), ("<", _raised(list(last.group(1, 2, 3, 4)), 2 if last[2] else 1))]


def _plain(text: str, stage: str | None) -> list[_Term] | None:
    """An operator and a version; ``<`` and ``>=`` of a plain version begin at its first development release."""
    found = _PLAIN_TERM.match(text)
    operator, name = (found[1] or "=", found[2]) if found else ("=", text)
    version = _normal(name)
    if version is None and name.endswith("-dev") and _NAMED.fullmatch(name):
        version = f"dev-{name[:-4]}"
    if version is None:
        return None
    if stage and operator not in ("=", "==") and not _UNSTABLE.search(version) and not version.startswith("dev-"):
        version += f"-{stage}"
    elif operator in ("<", ">=") and not _STAGED.search(name.lower()) and not name.startswith("dev-"):
        version += "-dev"
    return [({"==": "=", "<>": "!="}.get(operator, operator), version)]


def _term(text: str) -> list[_Term] | None:
    alias = _ALIAS.fullmatch(text)
    text = alias[1] if alias else text
    flagged = _FLAGGED.fullmatch(text)
    stage = flagged[2] if flagged and flagged[2] != "stable" else None
    text = (flagged[1] or "*") if flagged else text
    reference = _REFERENCE.fullmatch(text)
    text = reference[1] if reference else text
    if _ANY.fullmatch(text):
        return [("", "")] if len(text) == 1 else [(">=", "0.0.0.0-dev")]
    found = _STEP.fullmatch(text)
    if found:
        return _step(text, found)
    wild = _WILD.fullmatch(text)
    if wild:
        numbers: list[str | None] = [number for number in wild.groups() if number is not None]
        low = (">=", _raised(numbers, len(numbers), 0))
        high = ("<", _raised(numbers, len(numbers)))
        return [high] if low[1] == "0.0.0.0-dev" else [low, high]
    low_side, dash, high_side = text.partition(" - ")
    if dash:
        return _hyphen(low_side.rstrip(" "), high_side.lstrip(" "))
    return _plain(text, stage)


@lru_cache(2048)
def _alternatives(text: str) -> tuple[tuple[_Term, ...], ...] | None:
    if "\n" in text:
        return None
    alternatives = []
    for alternative in re.split(r"\|\|?", text.strip()):
        terms: list[_Term] = []
        for part in _AND.split(alternative.strip()):
            found = _term(part)
            if found is None:
                return None
            terms += found
        alternatives.append(tuple(terms))
    return tuple(alternatives)


def _holds(version: str, term: _Term) -> bool:
    operator, other = term
    if not operator:
        return True
    if version.startswith("dev-") or other.startswith("dev-"):
        return (version == other) if operator == "=" else operator == "!=" and version != other
    first, second = _key(version), _key(other)
    match operator:
        case "=":
            return first == second
        case "!=":
            return first != second
        case "<":
            return first < second
        case "<=":
            return first <= second
        case ">":
            return first > second
    return first >= second


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 as Composer orders the two; None if either is no version or a branch."""
    first, second = _normal(a), _normal(b)
    if first is None or second is None or first.startswith("dev-") or second.startswith("dev-"):
        return None
    return (_key(first) > _key(second)) - (_key(first) < _key(second))


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether ``requirement`` matches ``version`` (``minimum-stability`` is not asked); None for any other text."""
    found, alternatives = _normal(version), _alternatives(requirement)
    if found is None or alternatives is None:
        return None
    return any(all(_holds(found, term) for term in terms) for terms in alternatives)


def _numbers(normal: str) -> tuple[int, ...]:
    return tuple(map(int, normal.partition("-")[0].split(".")))


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a version of numbers alone, from ``low`` up to, not including, ``high``, can satisfy ``requirement``.

    Such versions are whole numbers in a row and what holds changes only at those named: they and the next are enough.
    """
    alternatives, floor = _alternatives(requirement), _normal(low)
    ceiling = None if high is None else _normal(high)
    if alternatives is None or floor is None or (high is not None and ceiling is None):
        return None
    if floor.startswith("dev-") or (ceiling or "").startswith("dev-"):
        return None  # branches have no place in a row
    named = [other for terms in alternatives for operator, other in terms if operator and not other.startswith("dev-")]
    for end in (floor, *named):
        numbers = _numbers(end)
        for candidate in (numbers, (*numbers[:-1], numbers[-1] + 1)):
            text = ".".join(map(str, candidate))
            inside = _key(text) >= _key(floor) and (ceiling is None or _key(text) < _key(ceiling))
            if inside and any(all(_holds(text, term) for term in terms) for terms in alternatives):
                return True
    return False


def release(version: str) -> tuple[int, ...] | None:
    """The four numbers, or those of a date; None if ``version`` is no version or a branch."""
    normal = _normal(version)
    return None if normal is None or normal.startswith("dev-") else _numbers(normal)


def is_prerelease(version: str) -> bool:
    """Whether Composer's stability of ``version`` is another than stable; a branch's is ``dev``."""
    normal = _normal(version)
    return normal is not None and (normal.startswith("dev-") or _UNSTABLE.search(normal) is not None)
