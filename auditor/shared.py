"""What files say for one another: properties, managed versions, catalogs, and where else to look. See ``auditor.inherit``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from auditor.model import At, Requirement
from auditor.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re


class Value(NamedTuple):
    """A text that is referred to by name (a property, a managed version), where it is written, and the scope it sets."""

    text: str
    at: At
    scope: str | None = None


class Taken(NamedTuple):
    """A file that another takes values from: ``path`` is relative to the taker's folder.

    With ``above`` it is the nearest of that name, there or in a folder above. With ``name`` it counts only if that is
    its own name. A path such as ``buildSrc/**/*.kt`` stands for every such file below that folder.
    """

    path: str
    above: bool = False
    name: str | None = None


class Shared(NamedTuple):
    """What a manifest says for others to take by name, and from whom it takes itself; ``auditor.inherit`` joins them.

    ``values`` are properties, ``versions`` the versions of packages that are declared without one, ``libraries`` what
    a catalog's names stand for (a requirement of source ``catalog`` has such a name for its text). ``takes`` are
    files, nearest first, and ``boms`` names of packages, whose values and versions hold where this file has none.
    ``reference`` finds a reference in a text: the first group that matched is the name. ``means`` gives range and
    version of a version's text; ``line`` the line of a place and ``remedy`` what to do, for gaps. ``catalogs`` are the
    files that a catalog is read from, by the name that builds call it by.
    """

    means: Callable[[str], tuple[str | None, str | None]]
    line: Callable[[At], int]
    reference: re.Pattern[str]
    remedy: str
    values: Mapping[str, Value] = {}
    versions: Mapping[str, Value] = {}
    libraries: Mapping[str, tuple[Requirement, ...]] = {}
    takes: tuple[Taken, ...] = ()
    boms: tuple[str, ...] = ()
    catalogs: Mapping[str, str] = {}
