"""Reads records of the OSV format (ossf.github.io/osv-schema, 1.7): whether a version is affected, how badly, and what mends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cmp_to_key, partial

from auditor import versions
from auditor.advisories import Advisory, Subject
from auditor.matrix import normalise
from auditor.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

# The format's ecosystems by purl type. It has none for CocoaPods, Terraform providers and WordPress plugins.
ECOSYSTEMS = {
    "npm": "npm",
    "pypi": "PyPI",
    "nuget": "NuGet",
    "maven": "Maven",
    "composer": "Packagist",
    "gem": "RubyGems",
    "golang": "Go",
    "swift": "SwiftURL",
    "pub": "Pub",
}
_TYPES = {name: ecosystem for ecosystem, name in ECOSYSTEMS.items()}
_ORDERED = frozenset(("SEMVER", "ECOSYSTEM"))  # the other kind, GIT, is about commits
_CLEAN = 300  # characters of a summary


class Unordered(ValueError):  # noqa: N818 - an answer rather than an error: the two cannot be compared
    """A version that cannot be compared with those of an advisory."""


def version_of(subject: Subject) -> str:
    """The version as the format writes it: Go's and Swift's without the ``v``."""
    return subject.version.removeprefix("v") if subject.ecosystem in {"golang", "swift"} else subject.version


def keys(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The ecosystems (purl types) and names, as the ecosystem compares them, that a record is about."""
    for affected in record.get("affected", ()):
        key = _key(affected)
        if key:
            yield key


def _key(affected: Mapping[str, Any]) -> tuple[str, str] | None:
    package = affected.get("package") or {}
    ecosystem = _TYPES.get(str(package.get("ecosystem", "")).partition(":")[0])
    if ecosystem is None:
        return None
    name = str(package.get("name", "")).removeprefix("https://").removesuffix(".git")
    return ecosystem, normalise(ecosystem, name)


def advisory(record: Mapping[str, Any], subject: Subject) -> Advisory | None:
    """What a record says of a version that it affects; None for one that was withdrawn."""
    if record.get("withdrawn"):
        return None
    own = _own(record, subject)
    words = str(record.get("summary") or record.get("details") or "")
    return Advisory(
        id=str(record["id"]),
        aliases=tuple(str(name) for name in record.get("aliases", ())),
        summary=" ".join(words.split())[:_CLEAN].rstrip("."),
        severity=_severity(record, own),
        fixed=_fixed(own, subject),
    )


def affects(record: Mapping[str, Any], subject: Subject) -> bool:
    """Whether a version is affected, by the format's own algorithm. Raises ``Unordered`` where that cannot be said."""
    for affected in _own(record, subject):
        if _is_named(affected, subject) or any(_in_range(item, subject) for item in _ranges(affected)):
            return True
    return False


def _own(record: Mapping[str, Any], subject: Subject) -> list[Mapping[str, Any]]:
    wanted = (subject.ecosystem, normalise(subject.ecosystem, subject.name))
    return [affected for affected in record.get("affected", ()) if _key(affected) == wanted]


def _ranges(affected: Mapping[str, Any]) -> Iterator[list[tuple[str, str]]]:
    """The events of each range that is about versions, as (kind, version), in their order of versions."""
    for item in affected.get("ranges", ()):
        if item.get("type") in _ORDERED:
            yield [(str(kind), str(version)) for event in item.get("events", ()) for kind, version in event.items()]


def _is_named(affected: Mapping[str, Any], subject: Subject) -> bool:
    named = affected.get("versions", ())
    return version_of(subject) in named or any(_maybe(subject, str(version)) == 0 for version in named)


def _in_range(events: Sequence[tuple[str, str]], subject: Subject) -> bool:
    limits = [version for kind, version in events if kind == "limit"]
    if limits and not any(version == "*" or _compare(subject, version) < 0 for version in limits):
        return False
    affected = False
    turns = [(kind, version) for kind, version in events if kind != "limit"]
    for kind, version in sorted(turns, key=cmp_to_key(partial(_order, subject))):
        reached = version == "0" or _compare(subject, version) >= 0
        if kind == "introduced" and reached:
            affected = True
        elif (kind == "fixed" and reached) or (kind == "last_affected" and _compare(subject, version) > 0):
            affected = False
    return affected


def _order(subject: Subject, event: tuple[str, str], next_event: tuple[str, str]) -> int:
    one, other = event[1], next_event[1]
    if "0" in {one, other}:
        return (one != "0") - (other != "0")
    return _compare(subject._replace(version=one), other)


def _compare(subject: Subject, version: str) -> int:
    """How the subject's version stands to another: -1, 0, 1. Raises ``Unordered``."""
    order = _maybe(subject, version)
    if order is None:
        raise Unordered(f"{subject.name} {subject.version} cannot be compared with {version}")
    return order


def _maybe(subject: Subject, version: str) -> int | None:
    if subject.ecosystem == "golang":
        return versions.compare("golang", f"v{version_of(subject)}", f"v{version.removeprefix('v')}")
    return versions.compare(subject.ecosystem, version_of(subject), version)


def _fixed(own: Sequence[Mapping[str, Any]], subject: Subject) -> str | None:
    """The lowest version above the subject's at which a range ends."""
    best: str | None = None
    for affected in own:
        for events in _ranges(affected):
            for kind, version in events:
                later = kind == "fixed" and _maybe(subject, version) == -1
                if later and (best is None or _maybe(subject._replace(version=best), version) == 1):
                    best = version
    return f"v{best}" if best and subject.ecosystem == "golang" and not best.startswith("v") else best


# How bad it is


def _severity(record: Mapping[str, Any], own: Sequence[Mapping[str, Any]]) -> str | None:
    for holder in (record, *own):
        for place in ("database_specific", "ecosystem_specific"):
            word = (holder.get(place) or {}).get("severity")
            if isinstance(word, str) and word.isalpha():
                return word.lower()
    vectors = [str(item.get("score", "")) for holder in (record, *own) for item in holder.get("severity", ())]
    return next((_band(vector) or vector[:100] for vector in vectors if vector), None)


_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "PR+": {"N": 0.85, "L": 0.68, "H": 0.5},
    "UI": {"N": 0.85, "R": 0.62},
    "CIA": {"H": 0.56, "L": 0.22, "N": 0.0},
}


def _band(vector: str) -> str | None:
    """The qualitative rating of a CVSS 3 base vector (first.org/cvss/v3.1, sections 5 and 7.1); None for another."""
    parts = dict(part.partition(":")[::2] for part in vector.split("/"))
    if not vector.startswith("CVSS:3."):
        return None
    try:
        changed = {"C": True, "U": False}[parts["S"]]
        kept = 1.0
        for metric in "CIA":
            kept *= 1 - _WEIGHTS["CIA"][parts[metric]]
        exploit = 8.22 * _WEIGHTS["PR+" if changed else "PR"][parts["PR"]]
        for metric in ("AV", "AC", "UI"):
            exploit *= _WEIGHTS[metric][parts[metric]]
    except KeyError:
        return None
    base = 1 - kept
    impact = 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 if changed else 6.42 * base
    if impact <= 0:
        return "none"
    score = min((impact + exploit) * (1.08 if changed else 1), 10)
    # Rounded up to one decimal, in whole numbers as the specification's appendix A advises.
    whole = round(score * 100_000)
    tenths = whole // 10_000 + (whole % 10_000 > 0)
    return "critical" if tenths >= 90 else "high" if tenths >= 70 else "medium" if tenths >= 40 else "low"
