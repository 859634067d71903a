"""Requirement strings of Python (PEP 508, and the addresses and paths that pip takes besides), names by PEP 503, and file names.

Must not import ``packaging``: taking a string apart needs none of it, and it would double the time to the first answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model import At, Gap, Requirement
from auditor.projects import join
from auditor.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from auditor.source import Document

MAX_REQUIREMENT = 8192

_SEPARATORS = re.compile(r"[-_.]++")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?")
_EXTRAS = re.compile(r"[ \t]*\[([A-Za-z0-9._, \t-]*)\]")
_VERSION = (
    r"v?(?:[0-9]++!)?[0-9]++(?:\.[0-9]++)*+(?:[-_.]?(?:alpha|a|beta|b|preview|pre|c|rc)[-_.]?[0-9]*+)?"
    r"(?:-[0-9]++|[-_.]?(?:post|rev|r)[-_.]?[0-9]*+)?(?:[-_.]?dev[-_.]?[0-9]*+)?"
)
_LOCAL = r"(?:\+[a-z0-9]++(?:[-_.][a-z0-9]++)*+)?"
_CLAUSE = re.compile(
    rf"(===)[ \t]*([^\s;,)]++)|(==|!=)[ \t]*({_VERSION}(?:\.\*|{_LOCAL}))|(~=|<=|>=|<|>)[ \t]*({_VERSION})",
    re.IGNORECASE,
)
_ARCHIVE = re.compile(r"([A-Za-z0-9][A-Za-z0-9._]*)-([0-9][^-]*?)(?:-[^/]+\.whl|\.tar\.gz|\.tar\.bz2|\.tgz|\.zip)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CODE_HOSTS = ("git+", "hg+", "svn+", "bzr+", "git:", "git@")


class Dependency(NamedTuple):
    """A requirement string taken apart: ``specifier`` as written (``""`` for none), ``url`` for a direct reference."""

    name: str
    extras: str
    specifier: str
    url: str | None
    marker: str


def normalised(name: str) -> str:
    """A package name as PyPI compares it (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def parse(text: str) -> Dependency | None:
    """A requirement string's parts; None for text that is none. Markers are split off and not read."""
    if len(text) > MAX_REQUIREMENT:
        return None
    text = text.strip(" \t\r\n")
    named = _NAME.match(text)
    if named is None:
        return None
    extras = _EXTRAS.match(text, named.end())
    rest = text[extras.end() if extras else named.end() :].lstrip(" \t\n")
    said = extras[1] if extras else ""
    if rest.startswith("@"):
        url, marker = _url_and_marker(rest[1:].strip(" \t"))
        return Dependency(named[0], said, "", url, marker) if url else None
    specifier, _, marker = rest.partition(";")
    specifier = specifier.strip(" \t\n")
    bare = specifier[1:-1].strip(" \t") if specifier.startswith("(") and specifier.endswith(")") else specifier
    if not _are_clauses(bare):
        return None
    return Dependency(named[0], said, bare, None, marker.strip(" \t"))


def _url_and_marker(text: str) -> tuple[str, str]:
    url, _, rest = text.replace("\t", " ").partition(" ")
    rest = rest.strip(" ")
    return (url, rest.removeprefix(";").strip(" ")) if not rest or rest.startswith(";") else ("", "")


def _are_clauses(text: str) -> bool:
    """Whether ``text`` is a comma-separated list of version clauses, or nothing."""
    clauses = [clause.strip(" \t\n") for clause in text.split(",")]
    if clauses[-1] == "":
        clauses.pop()
    return all(_CLAUSE.fullmatch(clause) for clause in clauses)


def pinned(specifier: str) -> str | None:
    """The one version that a specifier admits, None where it admits more: ``==4.7.1``, not ``==4.7.*``."""
    clause = _CLAUSE.fullmatch(specifier.strip(" \t,"))
    if clause is None:
        return None
    if clause[1]:
        return clause[2]
    return clause[4] if clause[3] == "==" and not clause[4].endswith(".*") else None


def requirement(text: str, at: At, scope: str) -> Requirement | None:
    """A requirement string as a manifest's dependency; None for text that is none."""
    said = parse(text)
    if said is None:
        return None
    name = normalised(said.name)
    if said.url is not None:
        return referenced(name, said.url, at, scope)
    extras = f"[{said.extras}]" if said.extras else ""
    return Requirement(
        "pypi",
        name,
        said.specifier or f"{said.name}{extras}",
        at,
        scope,
        range=said.specifier,
        version=pinned(said.specifier),
    )


def own(asked: Requirement, project: str | None) -> Requirement:
    """A requirement that names its own project, for another extra of it, leads to the project itself."""
    is_own = project is not None and asked.name == normalised(project)
    return asked._replace(source="link", range=None, version=None) if is_own else asked


def placed(asked: Requirement, start: int, line: str) -> Requirement:
    """A requirement with the region of its specifier in ``line``, which starts ``start`` characters into the text.

    It keeps its line where the specifier is not written on it in one piece.
    """
    at = line.find(asked.text)
    return asked if at < 0 else asked._replace(at=(start + at, start + at + len(asked.text)))


def line_starts(text: str) -> list[int]:
    """How many characters into the text each line starts."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def referenced(name: str, url: str, at: At, scope: str) -> Requirement:
    """A dependency that an address or a path stands for, with the version that an archive's name states."""
    source, place = source_of(url)
    archive = _ARCHIVE.search(url.rpartition("/")[2].partition("#")[0])
    version = archive[2] if archive and normalised(archive[1]) == name else None
    return Requirement("pypi", name, place, at, scope, version=version, source=source)


def source_of(url: str) -> tuple[str, str]:
    """Where an address leads (git, url or file) and the address; a path inside ``file:`` comes without the scheme."""
    if url.startswith(_CODE_HOSTS):
        return "git", url
    if url.startswith("file:"):
        return "file", url.removeprefix("file:").removeprefix("//localhost").removeprefix("//").partition("#")[0]
    return ("url", url) if _SCHEME.match(url) and url[1:3] not in {":\\", ":/"} else ("file", url.partition("#")[0])


def named_by(url: str) -> str | None:
    """The package that an address names: its ``#egg=`` fragment, or the file name of a wheel or source archive."""
    address, _, fragment = url.partition("#")
    for part in fragment.split("&"):
        key, _, value = part.partition("=")
        egg = _NAME.match(value) if key == "egg" else None
        if egg:
            return normalised(egg[0])
    archive = _ARCHIVE.fullmatch(address.rpartition("/")[2])
    return normalised(archive[1]) if archive else None


def unread(document: Document, target: str, line: int = 1, *, verb: str = "takes requirements from") -> Iterator[Gap]:
    """A gap for a file of requirements that a file names and the walk does not find, by its name or its place."""
    why = _why_unread(document.folder, target)
    if why:
        reason = f"{verb} {target[:60]}, which is not read: {why}"
        yield Gap(document.path, reason, broken=False, line=line, may_hide=True)


def _why_unread(folder: str, target: str) -> str | None:
    """Why a file that is named in ``folder`` is not found as a requirements file; None where it is."""
    if "://" in target:
        return "it is an address, and nothing is downloaded"
    path = join(folder, target)
    if path is None:
        return "it is outside of what is audited"
    name = path.rpartition("/")[2]
    inside = "requirements" in path.split("/")[-3:-1]
    found = (is_named(name) or inside) and name.endswith((".txt", ".in"))
    return None if found else "its name is not one of a requirements file"


def is_named(name: str) -> bool:
    """Whether a file's own name says that it is a requirements file."""
    ends = ("requirements.txt", "requirements.in", "constraints.txt")
    return name.endswith(ends) or name.startswith(("requirements", "constraints"))
