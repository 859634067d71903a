"""The types that the steps of an audit hand to each other.

Everything here is immutable, imports nothing of ours and touches no file. ``At`` is a scanner's own way
of saying where: a line number (1-based) or a route of keys into a document; ``locate`` turns it into a
``Location`` for what is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

At = int | tuple[str | int, ...]


class Location(NamedTuple):
    """A region of a file: 1-based lines and columns, columns in UTF-16 code units, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Place(NamedTuple):
    """Where something stands, before its position is computed. ``path`` is POSIX, relative to the base."""

    path: str
    at: At


class Requirement(NamedTuple):
    """One dependency as a manifest declares it.

    ``text`` is the author's own specifier; ``range`` the part of it that its ecosystem compares versions with
    (None where there is nothing to compare: a tag, a URL, a workspace member); ``version`` is set where the
    declaration itself names the version that is built (Maven coordinates, ``==``, an exact npm version).
    """

    ecosystem: str
    name: str
    text: str
    at: At
    scope: str = "prod"
    range: str | None = None
    version: str | None = None
    alias: str | None = None
    source: str = "registry"


class Package(NamedTuple):
    """One entry of a lockfile.

    ``key`` is unique within its file. ``requires`` maps each name the package asks for to what it asks (a range
    or, where the format has them, a key); ``Scan.find`` follows it. ``direct`` and ``scope`` are set only
    where the format itself says so. ``source`` is registry, git, url, file or link, and ``specifier`` the
    file's own words for what is not from a registry.
    """

    key: str
    ecosystem: str
    name: str
    version: str | None
    at: At
    source: str = "registry"
    specifier: str | None = None
    alias: str | None = None
    scope: str | None = None
    direct: bool | None = None
    requires: Mapping[str, str] = {}


class Member(NamedTuple):
    """A workspace as a lockfile records it: its folder relative to the lockfile's, and what it asks for."""

    folder: str
    name: str
    key: str
    requirements: tuple[Requirement, ...] = ()


class Gap(NamedTuple):
    """Something that was claimed and could not be known.

    ``broken`` is True for a file that cannot be decoded or parsed (``unreadable-input``), False for one that is
    sound and decided only at run time (``partial-input``). ``may_hide`` says whether a package of the matrix may
    be hidden there. ``remedy`` is what to type or do, without a full stop.
    """

    path: str
    reason: str
    broken: bool = True
    line: int = 1
    column: int = 1
    remedy: str | None = None
    may_hide: bool = False


def find_nothing(origin: str, name: str, wanted: str) -> str | None:
    """The ``find`` of a format that does not record who depends on whom."""
    return None


class Scan(NamedTuple):
    """What one file says.

    ``kind`` is lockfile, manifest or sbom; ``format`` the name that ``inputs`` shows. ``find(origin, name, wanted)``
    gives the key of the package that ``origin`` (a package's or member's key) gets when it asks for ``name``.
    ``name`` is a manifest's own package name; ``workspaces`` its member globs (``!`` excludes). ``overrides`` maps a
    package name to the specifier that is forced on it. ``manager`` is the program that owns the file (``npm``,
    ``yarn@1``, ``pnpm@9``, ...), as far as the file tells.
    """

    path: str
    kind: str
    format: str
    ecosystem: str
    packages: tuple[Package, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    members: tuple[Member, ...] = ()
    find: Callable[[str, str, str], str | None] = find_nothing
    name: str | None = None
    workspaces: tuple[str, ...] = ()
    overrides: Mapping[str, str] = {}
    manager: str | None = None
    published: bool = False
    gaps: tuple[Gap, ...] = ()


class Declared(NamedTuple):
    """A requirement together with the manifest and workspace it stands in."""

    path: str
    workspace: str
    requirement: Requirement


class Holder(NamedTuple):
    """A package that asks for a component, with the version it is at and the range it asks for."""

    name: str
    version: str | None
    range: str | None


class Component(NamedTuple):
    """One versioned thing found in one project: a package version, later a browser target or a runtime.

    ``project`` is the path of the lockfile, or of the manifest where there is none. ``paths`` lead from a workspace's own
    name to the package, the shortest for each workspace. ``brought_by`` holds, for each of them, the (ecosystem, name) pairs on the way.
    ``foreign`` is True where a path exists that no package of the vendor is on.
    """

    ecosystem: str
    name: str
    version: str | None
    project: str
    resolved_by: str | None
    declared: tuple[Declared, ...]
    places: tuple[Place, ...]
    direct: bool | None
    scope: str | None
    source: str = "registry"
    specifier: str | None = None
    alias: str | None = None
    paths: tuple[tuple[str, ...], ...] = ()
    holders: tuple[Holder, ...] = ()
    vendor_only: bool = False
    manager: str | None = None
    locked: bool = False
    missing: bool = False
