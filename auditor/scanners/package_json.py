"""``package.json``: what a project of the npm family declares, whichever package manager it uses.

Format: the npm CLI's documentation of package.json; ``resolutions`` are Yarn's, ``pnpm.overrides`` pnpm's,
catalogs Bun's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor import versions
from auditor.browser_targets import BrowserTargets
from auditor.locate import repeated_keys
from auditor.model import Gap, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("package.json",)
LOCKFILES = ()

GROUPS = {
    "dependencies": "prod",
    "devDependencies": "dev",
    "optionalDependencies": "optional",
    "peerDependencies": "peer",
}
_OTHER_KEYS = "name version workspaces overrides resolutions pnpm packageManager catalog catalogs"
_READ_KEYS = frozenset((*GROUPS, *_OTHER_KEYS.split()))
_ENTRIES = frozenset((*GROUPS, "overrides", "resolutions"))
# What only a package for others to install has; an application may well have ``main`` or ``bin``, since `npm init` writes them.
_LIBRARY_KEYS = ("publishConfig", "exports", "files", "module", "types", "typings")
_GIT = ("git+", "git://", "git@", "github:", "gitlab:", "bitbucket:", "gist:", "ssh://")


def scan(document: Document) -> Scan:
    """The requirements, workspace globs and overrides of a package.json."""
    tree = document.json()
    if not isinstance(tree, dict):
        raise ReadError("is not a JSON object", remedy="a package.json starts with {")
    gaps = list(_repeated(document))
    requirements = tuple(_requirements(document, tree, gaps))
    targets: tuple[BrowserTargets, ...] = ()
    if _declares_browsers(tree):
        from auditor.scanners._package_targets import declared

        targets, refused = declared(document)
        gaps += refused
    shared = _catalogs(tree)
    return Scan(
        path=document.path,
        kind="manifest",
        format="package.json",
        ecosystem="npm",
        requirements=requirements,
        name=text(tree.get("name")),
        workspaces=workspaces(tree),
        overrides=overrides(tree),
        manager=text(tree.get("packageManager")) or ("bun" if shared else None),
        published=tree.get("private") is not True and any(key in tree for key in _LIBRARY_KEYS),
        gaps=tuple(gaps),
        targets=targets,
        catalogs=shared,
    )


def _declares_browsers(tree: Mapping[str, Any]) -> bool:
    engines = tree.get("engines")
    named = "browserslist" in tree or "browserlist" in tree or "babel" in tree or "targets" in tree
    return named or (isinstance(engines, dict) and "browsers" in engines)


def text(value: Any) -> str | None:
    """``value`` if it is a string that says something."""
    return value if type(value) is str and value else None


def workspaces(tree: Mapping[str, Any]) -> tuple[str, ...]:
    """The member globs of ``workspaces``, in either of its two forms."""
    globs = tree.get("workspaces")
    if isinstance(globs, dict):
        globs = globs.get("packages")
    return tuple(glob for glob in globs if isinstance(glob, str)) if isinstance(globs, list) else ()


def _catalogs(tree: Mapping[str, Any]) -> dict[str, Requirement]:
    """Bun's catalogs: those of ``workspaces``, and those at the top where it has none."""
    holder = tree.get("workspaces")
    for table, above in ((holder, ("workspaces",)), (tree, ())):
        if isinstance(table, dict) and table.keys() & {"catalog", "catalogs"}:
            from auditor.scanners.pnpm_workspace import catalogs

            return dict(catalogs(table, above))
    return {}


def overrides(tree: Mapping[str, Any]) -> dict[str, str]:
    """The specifier forced on a package wherever it stands; overrides below one parent only are left to the lockfile."""
    pnpm = tree.get("pnpm")
    forced: dict[str, str] = {}
    for table in (
        tree.get("overrides"),
        tree.get("resolutions"),
        pnpm.get("overrides") if isinstance(pnpm, dict) else None,
    ):
        for name, wanted in table.items() if isinstance(table, dict) else ():
            specifier = wanted.get(".") if isinstance(wanted, dict) else wanted
            if isinstance(specifier, str):
                forced[name.removeprefix("**/")] = specifier
    return forced


def _requirements(document: Document, tree: Mapping[str, Any], gaps: list[Gap]) -> Iterator[Requirement]:
    optional = tree.get("optionalDependencies")
    for group, scope in GROUPS.items():
        table = tree.get(group)
        if table is None:
            continue
        if not isinstance(table, dict):
            gaps.append(_gap(document, group, f'"{group}" is not an object of names and ranges'))
            continue
        for name, specifier in table.items():
            if scope == "prod" and isinstance(optional, dict) and name in optional:
                continue  # npm's documentation: the optional one overrides it
            if type(specifier) is str:
                yield requirement(name, specifier, (group, name), scope)
            else:
                gaps.append(_gap(document, name, f'the range of "{name}" is not a string'))


def _gap(document: Document, key: str, reason: str) -> Gap:
    line, column = position(document.text, max(document.text.find(f'"{key}"'), 0))
    return Gap(
        document.path,
        reason,
        line=line,
        column=column,
        remedy="npm refuses it as well: correct the entry",
        may_hide=True,
    )


def requirement(name: str, specifier: str, at: tuple[str | int, ...], scope: str) -> Requirement:
    """One dependency of the npm family, its specifier taken apart (npm's documentation of package specifiers)."""
    wanted = specifier.strip()
    if wanted.startswith("npm:") and (plain := wanted[4:]) and is_range(plain):
        return requirement(name, plain, at, scope)._replace(text=specifier)  # Yarn 2 and later write it so
    if wanted.startswith("npm:"):
        real, _, wanted_range = wanted[4:].partition("@") if not wanted.startswith("npm:@") else _scoped(wanted[4:])
        inner = requirement(real, wanted_range, at, scope)
        return inner._replace(text=specifier, alias=name if name != real else None)
    source = source_of(wanted)
    compared = wanted if source == "registry" and is_range(wanted) else None
    bare = wanted.lstrip("=v ")
    exact = bare if compared is not None and _full(bare) and versions.release("npm", bare) else None
    return Requirement("npm", name, specifier, at, scope, compared, exact, None, source)


def _scoped(text: str) -> tuple[str, str, str]:
    name, at, wanted = text[1:].partition("@")
    return "@" + name, at, wanted


def _full(bare: str) -> bool:
    """Whether a specifier without ``=`` and ``v`` is one exact version: three numbers, no operator, no blank."""
    numbers = bare.partition("-")[0].partition("+")[0]
    return numbers.count(".") == 2 and " " not in bare and not set("xX*|<>^~") & set(numbers)


def is_range(wanted: str) -> bool:
    """Whether npm would compare versions with this specifier, rather than take it for a tag."""
    plain = wanted[wanted[:1] in {"^", "~"} :].split(".")
    if len(plain) <= 3 and all(part.isdecimal() and part.isascii() and len(part) < 9 for part in plain):
        return all(part == "0" or part[0] != "0" for part in plain)  # what nearly all specifiers are like
    return versions.satisfies("npm", "0.0.0", wanted) is not None


def source_of(wanted: str) -> str:
    """Where a specifier points: registry, git, url, file, link (a member of the workspace) or catalog."""
    if wanted.startswith(("workspace:", "link:", "portal:")):
        return "link"
    if wanted.startswith(("file:", "./", "../", "~/", "/")):
        return "file"
    if wanted.startswith("catalog:"):
        return "catalog"
    if wanted.startswith(_GIT) or wanted.partition("#")[0].endswith(".git"):
        return "git"
    if wanted.startswith(("http://", "https://")):
        return "url"
    path = wanted.partition("#")[0]
    owner, slash, rest = path.partition("/")
    hosted = slash and owner and rest and not set(path) & set(" :") and "@" not in owner
    return "git" if hosted else "registry"


def _repeated(document: Document) -> Iterator[Gap]:
    """What stands twice with two values: a person sees the first, and every package manager takes the last.

    A dependency or an override is read as they read it. Raises ``ReadError`` for a whole group or another key that is read here.
    """
    if document.text.count('":') < 2:
        return
    for route, offset in repeated_keys(document.text, 2):
        line, column = position(document.text, offset)
        if len(route) == 2 and route[0] in _ENTRIES:
            reason = f'names "{route[1]}" twice in {route[0]}, of which the last counts'
            yield Gap(document.path, reason, broken=False, line=line, column=column, remedy="keep one of the two")
        elif route[0] in _READ_KEYS:
            raise ReadError(f'says "{route[-1]}" twice', line=line, column=column, remedy="keep one of the two")
