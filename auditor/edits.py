"""Where in a manifest the text of a range stands, and what it becomes: edits of exactly that text, for one component.

Reads nothing: texts and scans are those of the run. A range that is computed, generated or outside of what is edited
safely has no edit; lockfiles never have one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from auditor import versions
from auditor.locate import Text, times
from auditor.model import At, Component, Declared, Place
from auditor.restyle import custom, meant, restyled
from auditor.results import Edit
from auditor.scene import Scene, said
from auditor.wish import Wish

# What is not a range that a person wrote: a plugin's own header, a copy of modules, a list with paths that hold the version too.
_LEFT_ALONE = frozenset(("WordPress plugin", "packages.config", "vendor/modules.txt", "setup.py", "gradle.lockfile"))
_OVERRIDES = (("overrides",), ("resolutions",), ("pnpm", "overrides"))
_QUOTES = "'\""


def of_declared(component: Component, declared: Declared, wish: Wish, scene: Scene) -> tuple[Edit, ...]:
    """The edits that make one declaration, and what overrides it, admit the wished version; none where that cannot be said."""
    found: list[Edit] = []
    asked = declared.requirement
    if asked.parts:
        return _of_parts(component, declared, wish, scene)
    if not _is_written(declared):
        return ()
    if wish.exact or not _admits(wish, asked.range):
        place = asked.version_at or Place(declared.path, asked.at)
        edit = _of_place(component, declared, place, wish, scene)
        if edit is None:
            return ()
        found.append(edit)
    if not _admits(wish, declared.effective):
        override = _of_override(component, declared, wish, scene)
        if override is None and declared.effective != asked.range:
            return ()
        found += [override] if override else []
    return tuple(found)


def _of_parts(component: Component, declared: Declared, wish: Wish, scene: Scene) -> tuple[Edit, ...]:
    """The edits of a requirement, and of the constraints file that limits it and need only let the release in."""
    found: list[Edit] = []
    for path, asked in declared.requirement.parts:
        part = declared._replace(path=path, requirement=asked, effective=asked.range)
        if wish.exact or not _admits(wish, asked.range):
            edited = of_declared(component, part, wish, scene)
            if not edited:
                return ()
            found += edited
        wish = wish._replace(refused=(), exact=False)
    return tuple(found)


def _is_written(declared: Declared) -> bool:
    """Whether there is a range to change: not where it is computed, or hangs on a condition, or is left out."""
    asked = declared.requirement
    if asked.range is None:
        return asked.ecosystem == "npm" and asked.alias is None and asked.text.isalpha()  # a tag, as "latest"
    return bool(asked.text) or asked.version_at is not None


def _admits(wish: Wish, wanted: str | None) -> bool:
    return wanted is not None and wish.granted(wanted)


def _of_place(component: Component, declared: Declared, place: Place, wish: Wish, scene: Scene) -> Edit | None:
    scan, text = scene.scans.get(place.path), scene.text(place.path)
    by_hand = scan is not None and (scan.kind == "manifest" or scan.format == "constraints.txt")
    if scan is None or text is None or not by_hand or scan.format in _LEFT_ALONE:
        return None
    if scan.packages and component.locked and scan.kind == "manifest":
        return None  # it is what the manifest beside it was resolved to
    if text.syntax == "json" and isinstance(place.at, tuple) and times(text.text, place.at) > 1:
        return None  # both would have to change
    span = _specifier(text, place.at, declared)
    if span is None:
        return None
    means = scan.shared.means if scan.shared else None
    asked = declared.requirement
    old = text.text[slice(*span)]
    if means and means(old)[0] != asked.range:
        return None  # a part of a rich version, whose other parts would forbid the new one
    around = asked.range if means is None and asked.range and _is_part(component.ecosystem, old, asked.range) else None
    return _edited(component.ecosystem, text, span, wish, means, widen=asked.scope == "peer", around=around)


def _is_part(ecosystem: str, old: str, wanted: str) -> bool:
    """Whether a text is only a piece of the range: the least version of one that has its bounds in two places."""
    return meant(ecosystem, old) != wanted.strip() and old in wanted


def _edited(
    ecosystem: str,
    text: Text,
    span: tuple[int, int],
    wish: Wish,
    means: Callable[[str], tuple[str | None, str | None]] | None = None,
    *,
    widen: bool = False,
    around: str | None = None,
) -> Edit | None:
    old = text.text[span[0] : span[1]]

    def accept(candidate: str) -> bool:
        wanted, named = means(candidate) if means else (meant(ecosystem, candidate), None)
        if around is not None:
            wanted = around.replace(old, candidate, 1)
        if wish.exact and means:
            return named is not None and versions.compare(ecosystem, named, wish.version) == 0
        # A wider range takes in old lines on purpose.
        return wish._replace(refused=()).granted(wanted) if widen else wish.granted(wanted)

    new = _inserted(ecosystem, old, wish) or restyled(ecosystem, old, wish.version, accept, widen=widen)
    if new is None:
        return None
    where = text.region(*span)
    return Edit(text.path, where.line, where.column, where.end_line, where.end_column, old, new)


def _inserted(ecosystem: str, old: str, wish: Wish) -> str | None:
    """A requirement of Python that is a name and no more gets a range behind it."""
    if ecosystem != "pypi" or not re.fullmatch(r"[A-Za-z][\w.-]*(?:\[[\w,. -]*\])?", old) or old in {"any", "latest"}:
        return None
    wanted = custom(ecosystem, wish.version)
    return f"{old}{wanted}" if wanted and wish.granted(wanted) else None


def _specifier(text: Text, at: At | range, declared: Declared) -> tuple[int, int] | None:
    """The offsets of the range's own text within what stands at a place."""
    span = text.span(at)
    if span is None:
        return None
    asked = declared.requirement
    written = text.text[span[0] : span[1]]
    if text.syntax in {"json", "jsonc"} and not written.startswith('"'):
        return None  # a number, which no new version would be
    if asked.ecosystem in {"gem", "cocoapods", "swift"} and text.syntax == "lines" and not isinstance(at, int):
        return _unquoted(written, span)
    named = bool(asked.alias) or asked.text.startswith(("npm:", "jsr:"))
    for wanted in filter(None, (asked.range if named else asked.shared or asked.text, asked.range, asked.version)):
        start = written.rfind(wanted) if named else _behind_name(written, wanted)
        if start >= 0:
            return span[0] + start, span[0] + start + len(wanted)
    bare = _unquoted(written, span)
    inner = text.text[bare[0] : bare[1]]
    return bare if asked.version_at is not None and inner and "\n" not in inner and len(inner) < 80 else None


def _behind_name(written: str, wanted: str) -> int:
    """Where a range stands in a text; behind the name, where the text has both and a marker that may hold it as well."""
    if written.strip(_QUOTES) == wanted:
        return written.find(wanted)
    behind = re.match(rf"[\s{_QUOTES}]*[\w.-]+\s*(?:\[[^\]]*\])?[\s(]*", written)
    start = behind.end() if behind else 0
    return start if written.startswith(wanted, start) else written.find(wanted)


def _unquoted(written: str, span: tuple[int, int]) -> tuple[int, int]:
    """A span without the one pair of quotes around it."""
    quote = written[:1]
    if len(written) > 1 and quote in _QUOTES and written[-1] == quote and written.count(quote) == 2:
        return span[0] + 1, span[1] - 1
    return span


def _of_override(component: Component, declared: Declared, wish: Wish, scene: Scene) -> Edit | None:
    """The edit of what a file at the project's root forces on a package; None where it is forced elsewhere, or in parts."""
    name = declared.requirement.alias or declared.requirement.name
    if declared.effective is None:
        return None
    for file, routes in _override_routes(name).items():
        text = scene.text("/".join(filter(None, (component.folder, file))))
        for route in routes if text else ():
            span = text.span(route) if text and said(text, route) == declared.effective else None
            if text and span:
                return _edited(component.ecosystem, text, _unquoted(text.text[slice(*span)], span), wish)
    return _of_listed_override(component, declared, wish, scene)


def _override_routes(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Where the files that force versions have that of a package."""
    forced = (key for table in _OVERRIDES for key in ((*table, name), (*table, f"**/{name}"), (*table, name, ".")))
    return {
        "package.json": tuple(forced),
        "pnpm-workspace.yaml": (("overrides", name),),
        "pubspec.yaml": (("dependency_overrides", name),),
        "pubspec_overrides.yaml": (("dependency_overrides", name),),
        "pyproject.toml": (("tool", "pdm", "resolution", "overrides", name),),
    }


def _of_listed_override(component: Component, declared: Declared, wish: Wish, scene: Scene) -> Edit | None:
    """The edit of a requirement among those that uv is told to put in the place of others."""
    text = scene.text("/".join(filter(None, (component.folder, "pyproject.toml"))))
    if component.ecosystem != "pypi" or text is None:
        return None
    from auditor.scanners._pep508 import requirement

    number = 0
    while span := text.span(("tool", "uv", "override-dependencies", number)):
        inner = _unquoted(text.text[slice(*span)], span)
        forced = requirement(text.text[slice(*inner)], number, "")
        if forced and (forced.name, forced.range) == (declared.requirement.name, declared.effective):
            start = inner[0] + _behind_name(text.text[slice(*inner)], forced.text)
            return _edited("pypi", text, (start, start + len(forced.text)), wish)
        number += 1
    return None
