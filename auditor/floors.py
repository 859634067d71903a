"""What a release line asks of the project around it: a runtime, a platform, framework versions, and what the project says of them.

Reads only what the audit has read, and the one-line files that pin a runtime (``.nvmrc``). Where a project says nothing, nothing
is asked: a floor is named only where the project's own words contradict it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor import versions
from auditor.matrix import Line
from auditor.model import Component, Scan
from auditor.projects import asked_keys, folder_of, join, keys_of
from auditor.records import NamedTuple
from auditor.scene import Scene, said

_TITLES = {
    "android": "Android API level",
    "dart": "Dart",
    "dotnet": ".NET",
    "flutter": "Flutter",
    "go": "Go",
    "ios": "iOS",
    "java": "Java",
    "macos": "macOS",
    "node": "Node.js",
    "php": "PHP",
    "python": "Python",
    "ruby": "Ruby",
    "tvos": "tvOS",
    "visionos": "visionOS",
    "watchos": "watchOS",
}
# The names that nvm knows long-term lines by.
_LTS = {
    "argon": "4",
    "boron": "6",
    "carbon": "8",
    "dubnium": "10",
    "erbium": "12",
    "fermium": "14",
    "gallium": "16",
    "hydrogen": "18",
    "iron": "20",
    "jod": "22",
    "krypton": "24",
}
# Which majors and how many minors of a runtime there are to try.
_TRIED = {
    "python": ((3,), 21),
    "php": ((5, 7, 8, 9), 10),
    "ruby": ((2, 3, 4), 10),
    "dart": ((2, 3, 4), 40),
    "flutter": ((1, 2, 3, 4), 60),
}
_TARGET = r"net(\d+)\.\d+"
_NUMBER = r"\d+(?:\.\d+)*"
_APPLE = {"iphoneos": "ios", "macosx": "macos", "osx": "macos"}
_DEPLOYMENT = (
    r"platform\s*\(?\s*:(?P<pod>\w+)\s*,\s*['\"](?P<podv>[\d.]+)"
    r"|\.(?P<pkg>iOS|macOS|tvOS|watchOS|visionOS)\(\s*(?:\.v(?P<pkgv>\d+(?:_\d+)?)|\"(?P<pkgs>[\d.]+)\")"
    r"|(?P<xc>IPHONEOS|MACOSX|TVOS|WATCHOS)_DEPLOYMENT_TARGET = (?P<xcv>[\d.]+)"
)
_PLATFORMS = frozenset(("android", "ios", "macos", "tvos", "visionos", "watchos"))
_MIN_SDK = r"minSdk(?:Version)?\s*[=(]?\s*(\d+)"


class Said(NamedTuple):
    """What a file of the project says of a runtime: ``exact`` a version or line that is used, else a range that is allowed."""

    path: str
    text: str
    exact: bool


def unmet(component: Component, line: Line, scene: Scene) -> tuple[str, ...]:
    """What has to move before a component can go to a line, in words: the runtime first, then platforms, then frameworks."""
    needs = line.requires
    found = [
        *(_runtime(component, name, wanted, scene) for name, wanted in needs.get("runtime", {}).items()),
        *(_platform(component, name, wanted, scene) for name, wanted in needs.get("platform", {}).items()),
        *(_peer(component, name, wanted, scene) for name, wanted in needs.get("peers", {}).items()),
    ]
    return tuple(need for need in found if need)


def _need(name: str, wanted: str, path: str, words: str) -> str:
    return f"{_TITLES.get(name, name)} {wanted} ({path} says {words})"


# Runtimes


def _runtime(component: Component, name: str, wanted: str, scene: Scene) -> str | None:
    if name == "dotnet":
        return _framework(component, wanted, scene)
    if name in {"go", "java"}:
        return _least(component, name, wanted, scene)
    for statement in _STATEMENTS[name](component, scene) if name in _STATEMENTS else ():
        if not _agrees(component.ecosystem, name, statement, wanted):
            return _need(name, wanted, statement.path, statement.text)
    return None


def _agrees(ecosystem: str, name: str, statement: Said, wanted: str) -> bool:
    """Whether what a project says of a runtime leaves room for what is wanted; what cannot be compared does."""
    if statement.exact:
        bare = statement.text.strip().lstrip("vV")
        if bare.count(".") >= 2:
            return versions.satisfies(ecosystem, bare, wanted) is not False
        numbers = bare.split(".")
        if not all(part.isdigit() for part in numbers):
            return True
        above = ".".join([*numbers[:-1], str(int(numbers[-1]) + 1)])
        return versions.admits(ecosystem, wanted, bare, above) is not False
    allowed = [line for line in _lines(name) if versions.admits(ecosystem, statement.text, *line)]
    fitting = [line for line in allowed if versions.admits(ecosystem, wanted, *line)]
    # A lockfile of Python's is made for every version that the project allows, not for the one that runs.
    return not allowed or (fitting == allowed if name == "python" else bool(fitting))


def _lines(name: str) -> list[tuple[str, str]]:
    """The release lines of a runtime, each as its own start and the next one's: majors of Node.js, minors of the others."""
    if name not in _TRIED:
        return [(str(major), str(major + 1)) for major in range(41)]
    majors, minors = _TRIED[name]
    return [(f"{major}.{minor}", f"{major}.{minor + 1}") for major in majors for minor in range(minors)]


def _folders(component: Component) -> list[str]:
    """The folders whose word counts, nearest first: those that declare it and every one above them."""
    found: dict[str, None] = {}
    for start in [declared.folder for declared in component.declared] or [component.folder]:
        folder = start
        while folder:
            found[folder] = None
            folder = folder_of(folder)
    return [*found, ""]


def _at(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _pins(component: Component, scene: Scene, names: tuple[str, ...]) -> Iterator[Said]:
    """The one-line files that say which version is used."""
    for folder in _folders(component):
        for name in names:
            text = scene.beside(_at(folder, name))
            lines = [line.strip() for line in (text or "").split("\n") if line.strip() and not line.startswith("#")]
            if lines:
                pin = lines[0].removeprefix("lts/").removeprefix("ruby-").split(" ")[0]
                yield Said(_at(folder, name), _LTS.get(pin, pin), exact=True)
                return


def _ranges(component: Component, scene: Scene, places: tuple[tuple[str, tuple[str, ...]], ...]) -> Iterator[Said]:
    """What manifests say, each value by its file's name and route."""
    for folder in _folders(component):
        for name, route in places:
            text = scene.text(_at(folder, name))
            value = said(text, route) if text else None
            if value:
                yield Said(_at(folder, name), value, exact=False)


def _node(component: Component, scene: Scene) -> Iterator[Said]:
    yield from _pins(component, scene, (".nvmrc", ".node-version"))
    yield from _ranges(component, scene, (("package.json", ("engines", "node")),))


def _python(component: Component, scene: Scene) -> Iterator[Said]:
    yield from _pins(component, scene, (".python-version",))
    places = (
        ("pyproject.toml", ("project", "requires-python")),
        ("pyproject.toml", ("tool", "poetry", "dependencies", "python")),
    )
    yield from _ranges(component, scene, places)
    for statement in _ranges(component, scene, (("Pipfile", ("requires", "python_version")),)):
        yield statement._replace(exact=True)


def _php(component: Component, scene: Scene) -> Iterator[Said]:
    for statement in _ranges(component, scene, (("composer.json", ("config", "platform", "php")),)):
        yield statement._replace(exact=True)
    yield from _ranges(component, scene, (("composer.json", ("require", "php")),))


def _ruby(component: Component, scene: Scene) -> Iterator[Said]:
    yield from _pins(component, scene, (".ruby-version",))


def _dart(component: Component, scene: Scene) -> Iterator[Said]:
    yield from _ranges(component, scene, (("pubspec.yaml", ("environment", "sdk")),))


def _flutter(component: Component, scene: Scene) -> Iterator[Said]:
    yield from _ranges(component, scene, (("pubspec.yaml", ("environment", "flutter")),))


_STATEMENTS: dict[str, Callable[[Component, Scene], Iterator[Said]]] = {
    "dart": _dart,
    "flutter": _flutter,
    "node": _node,
    "php": _php,
    "python": _python,
    "ruby": _ruby,
}


def _scans(component: Component, scene: Scene) -> Iterator[Scan]:
    for path in dict.fromkeys(declared.path for declared in component.declared):
        if path in scene.scans:
            yield scene.scans[path]


def _least(component: Component, name: str, wanted: str, scene: Scene) -> str | None:
    """Go and Java: a number that must not be below another."""
    floor = re.search(_NUMBER, wanted)
    for path, words in _go(component, scene) if name == "go" else _java(component, scene):
        own = re.search(_NUMBER, words.removeprefix("1.") if name == "java" else words)
        if floor and own and _numbers(own[0]) < _numbers(floor[0]):
            return _need(name, floor[0], path, words)
    return None


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part)


def _go(component: Component, scene: Scene) -> Iterator[tuple[str, str]]:
    for scan in _scans(component, scene):
        text = scene.text(scan.path)
        found = re.search(r"^go[ \t]+([\d.]+)", text.text, re.MULTILINE) if text else None
        if found:
            yield scan.path, found[1]


def _java(component: Component, scene: Scene) -> Iterator[tuple[str, str]]:
    names = ("maven.compiler.release", "maven.compiler.target", "java.version")
    for scan in _scans(component, scene):
        for name in names:
            if scan.shared and name in scan.shared.values:
                yield scan.path, scan.shared.values[name].text


def _framework(component: Component, wanted: str, scene: Scene) -> str | None:
    """A target framework below the least that a package is built for; .NET Standard reaches them all."""
    floors = [int(number) for number in re.findall(_TARGET, wanted)]
    if "netstandard" in wanted or not floors:
        return None
    for scan in _scans(component, scene):
        values = scan.shared.values if scan.shared else {}
        words = next((values[key].text for key in ("targetframeworks", "targetframework") if key in values), "")
        own = [int(number) for number in re.findall(_TARGET, words)]
        if own and min(own) < min(floors):
            return _need("dotnet", f"{min(floors)}", scan.path, words)
    return None


# Platforms and frameworks


def _platform(component: Component, name: str, wanted: str, scene: Scene) -> str | None:
    floor = re.search(_NUMBER, wanted) if name in _PLATFORMS else None
    if floor is None:
        return None
    for scan in _scans(component, scene):
        text = scene.text(scan.path)
        for words in _deployment(name, text.text) if text else ():
            if _numbers(words) < _numbers(floor[0]):
                return _need(name, f"{floor[0]} or later", scan.path, words)
    return None


def _deployment(platform: str, text: str) -> Iterator[str]:
    if platform == "android":
        yield from re.findall(_MIN_SDK, text)
        return
    for found in re.finditer(_DEPLOYMENT, text):
        named = (found["pod"] or found["pkg"] or found["xc"]).lower()
        if _APPLE.get(named, named) == platform:
            yield (found["podv"] or found["pkgv"] or found["pkgs"] or found["xcv"]).replace("_", ".")


def _peer(component: Component, name: str, wanted: str, scene: Scene) -> str | None:
    """A framework that the same lockfile holds in a version that the line does not work with."""
    lock = scene.scans.get(component.project)
    if lock is None or not component.locked:
        return None
    for version in _locked_versions(component, lock, name, scene):
        if versions.satisfies(component.ecosystem, version, wanted) is False:
            return _need(name, wanted, component.project, version)
    return None


def _locked_versions(component: Component, lock: Scan, name: str, scene: Scene) -> Iterator[str]:
    """The versions of a package that the workspaces get which declare a component."""
    members = {join(lock.folder, member.folder): member.key for member in lock.members}
    for declared in component.declared:
        below = declared.folder.removeprefix(lock.folder).lstrip("/")
        scan = scene.scans.get(declared.path)
        asked = next((item for item in scan.requirements if item.name == name), None) if scan else None
        workspace = members.get(declared.folder, below)
        for key in asked_keys(lock, workspace, asked) if asked else keys_of(lock, workspace, name, ""):
            package = lock.packages.get(key)
            if package and package.version:
                yield package.version
