"""A new range in the style of the old one: the author's operators, number of parts, wildcards, bounds and quotes stay.

Works on the text as it stands in the manifest, and knows no file format. What it makes is taken only where the caller's
``accept`` says yes, which asks the ecosystem's own range evaluation; nothing is guessed for a text that it cannot follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor import versions
from auditor.records import NamedTuple

Accept = Callable[[str], bool]

_TERM = (
    r"(?:(?P<operator>~>|~=|===?|!=|>=|<=|\.\.<|\.\.\.|[\^~<>=])|(?<![\s'\"(]))(?P<gap>[\s'\"(]*+)(?<![\w.])"
    r"(?P<version>[vV]?\d[\w.+*]*(?:-[0-9A-Za-z][\w.]*)?|[*xX](?![\w.]))"
)
_ALTERNATIVES = r"\s*\|\|?\s*"
_HYPHEN = r"\s-\s*\Z"
_HIGH = frozenset(("<", "<=", "..<", "..."))
_WILD = frozenset("xX*+")
# In which style to write where the author's cannot be kept, or where there is none: what the ecosystem's own tools write.
_CUSTOM = {
    "cocoapods": "~> {minor}",
    "composer": "^{minor}",
    "gem": "~> {minor}",
    "golang": "{version}",
    "maven": "{version}",
    "npm": "^{version}",
    "nuget": "{version}",
    "pub": "^{version}",
    "pypi": ">={version},<{next}",
    "swift": 'from: "{version}"',
    "terraform": "~> {minor}",
    "wordpress": "^{minor}",
}
_BARE = r"['\"\[\]]|\.freeze"


class Term(NamedTuple):
    """One version of a range with what stands before it; ``role`` is low, high, not or interval's end."""

    operator: str
    version: str
    start: int
    end: int
    role: str
    open: bool


def custom(ecosystem: str, version: str) -> str | None:
    """The range that the ecosystem's own tools write for a version; None for an ecosystem without one."""
    numbers = versions.release(ecosystem, version)
    if ecosystem not in _CUSTOM or not numbers:
        return None
    padded = [*numbers, 0, 0][: max(2, len(numbers))]
    minor = version if versions.is_prerelease(ecosystem, version) else f"{padded[0]}.{padded[1]}"
    return _CUSTOM[ecosystem].format(version=version, minor=minor, next=padded[0] + 1)


def restyled(
    ecosystem: str, text: str, version: str, accept: Accept | None = None, *, widen: bool = False
) -> str | None:
    """``text`` with ``version`` for what it named, None where no way to write it is accepted.

    ``text`` is a range as its manifest has it, with quotes where they are part of it (Ruby, Swift). ``accept`` judges a
    candidate, which is such a text as well; without it the version has to satisfy it. With ``widen`` the range stays and
    an alternative is added to it.
    """
    accept = accept or (lambda wanted: versions.satisfies(ecosystem, version, meant(ecosystem, wanted)) is True)
    operator = text[:1] if text[:1] in {"^", "~"} else ""
    simple, is_plain = operator + version, _is_plain(text.removeprefix(operator)) and _is_plain(version)
    if is_plain and not widen and simple != text and accept(simple):
        return simple  # nearly every range, and none of the patterns is needed
    for candidate in _candidates(ecosystem, text, version, widen=widen):
        if candidate != text and accept(candidate):
            return candidate
    return None


def _is_plain(text: str) -> bool:
    return text.count(".") == 2 and all(part.isdecimal() for part in text.split("."))


def meant(ecosystem: str, text: str) -> str:
    """A range as the ecosystem compares it, without the quotes that its manifest has around the parts."""
    if ecosystem in {"gem", "cocoapods"}:
        return ", ".join(part.strip() for part in re.sub(_BARE, "", text).split(","))
    return text.strip() if ecosystem == "swift" else text.strip().strip("'\"")


def _candidates(ecosystem: str, text: str, version: str, *, widen: bool) -> Iterator[str]:
    head, last = _split(text)
    styled = [new for whole in (False, True) if (new := _styled(ecosystem, last, version, whole=whole))]
    plain = custom(ecosystem, version)
    if widen and ecosystem in {"npm", "composer"}:
        for new in (*styled, *filter(None, [plain])):
            yield f"{text} || {new}"
        return
    lead = text[: len(text) - len(text.lstrip())] if head else ""
    yield from (lead + new for new in styled)
    if plain is not None:
        yield _quoted_as(ecosystem, text, plain)


def _split(text: str) -> tuple[str, str]:
    """What comes before the last alternative, with the sign between them, and that alternative."""
    signs = list(re.finditer(_ALTERNATIVES, text)) if "|" in text else []
    return (text[: signs[-1].end()], text[signs[-1].end() :]) if signs else ("", text)


def _quoted_as(ecosystem: str, text: str, plain: str) -> str:
    """A range of the ecosystem's custom, in the quotes and brackets of the old text."""
    if ecosystem == "swift":
        return plain
    quote = next((char for char in text if char in "'\""), "")
    return f"{quote}{plain}{quote}"


def _terms(text: str) -> list[Term] | None:
    """The versions of a range; None where something stands between them that is not understood."""
    found: list[Term] = []
    interval = text.strip()[:1] in "[(]" and text.strip()[:1] != ""
    for match in re.finditer(_TERM, text):
        operator = match["operator"] or ""
        before = text[found[-1].end : match.start("version")] if found else ""
        start, end = match.span("version")
        role = "not" if operator == "!=" else "high" if operator in _HIGH else "low"
        if (found and re.search(_HYPHEN, before)) or (interval and "," in text[:start] and not operator):
            role, operator = "high", operator or "-"
        is_open = operator in {"<", "..<"} or (interval and role == "high" and text[end:].strip()[:1] in {")", "["})
        found.append(Term(operator, match["version"], start, end, role, is_open))
    return found or None


def _styled(ecosystem: str, text: str, version: str, *, whole: bool) -> str | None:
    """The text with its bounds moved; ``whole`` writes every number of the version, even where the author wrote fewer."""
    terms = _terms(text)
    if terms is None or sum(term.role == "high" for term in terms) > 1:
        return None
    low = next((term for term in terms if term.role == "low"), None)
    pieces: list[str] = []
    at = 0
    for term in terms:
        new = _moved(ecosystem, term, low, version, whole=whole)
        if new is None:
            return None
        pieces += (text[at : term.start], new)
        at = term.end
    return _strictness("".join((*pieces, text[at:])), terms)


def _strictness(text: str, terms: list[Term]) -> str:
    """``>1.2`` leaves its version out, so the new one becomes the first that is in."""
    return re.sub(r">(?![=>])", ">=", text, count=1) if any(term.operator == ">" for term in terms) else text


def _moved(ecosystem: str, term: Term, low: Term | None, version: str, *, whole: bool) -> str | None:
    if term.role == "not":
        return term.version
    numbers = versions.release(ecosystem, version)
    if not numbers:
        return None
    if term.role == "high":
        # A bound that is taken in names the last release that was tried: moved up, it would make the range a pin.
        return _raised(term, low, numbers) if term.open else None
    return _written(ecosystem, term, version, whole=whole)


def _parts(text: str) -> list[str]:
    return re.split(r"[-+]", text.lstrip("vV").rstrip("+"), maxsplit=1)[0].rstrip(".").split(".")


def _written(ecosystem: str, term: Term, version: str, *, whole: bool) -> str | None:
    """``version`` with as many parts as the author wrote, and wildcards where the author had them."""
    lead = term.version[0] if term.version[0] in "vV" else ""
    bare = version.lstrip("vV")
    parts = _parts(term.version)
    wild = [number for number, part in enumerate(parts) if part in _WILD or not part]
    if term.version.endswith("+") and not wild:
        parts.append("+")
        wild = [len(parts) - 1]
    if term.version in _WILD:
        return None
    numbers = [str(number) for number in versions.release(ecosystem, version) or ()]
    if wild:
        kept = [*numbers, "0", "0", "0"][: wild[0]]
        return lead + ".".join((*kept, *parts[wild[0] :]))
    if whole or versions.is_prerelease(ecosystem, version):
        return lead + bare
    count = len(parts)
    return lead + (bare if count >= len(numbers) else ".".join(numbers[:count]))


def _raised(term: Term, low: Term | None, numbers: tuple[int, ...]) -> str | None:
    """An upper bound that is left out, as far above the version as the old one was above the old version."""
    lead = term.version[0] if term.version[0] in "vV" else ""
    high = _parts(term.version)
    if not all(part.isdigit() for part in high):
        return None
    old = [int(part) for part in high]
    below = [int(part) if part.isdigit() else 0 for part in _parts(low.version)] if low else []
    step = _step(old, below)
    bound = [*numbers, 0, 0, 0, 0][: step + 1]
    bound[step] += 1
    bound += [0] * (len(old) - len(bound))
    tail = term.version.lstrip("vV")[len(".".join(high)) :]
    return lead + ".".join(map(str, bound)) + tail


def _step(high: list[int], low: list[int]) -> int:
    """Which number an upper bound moves on from the lower one: the first in which they differ."""
    if low:
        padded = [*low, *[0] * len(high)]
        return next((number for number, part in enumerate(high) if part != padded[number]), len(high) - 1)
    trimmed = len(high)
    while trimmed > 1 and high[trimmed - 1] == 0:
        trimmed -= 1
    return trimmed - 1
