"""What build tools target where a project declares nothing, by their versions. Facts only, each with the release it was read from."""

from __future__ import annotations

from auditor import versions
from auditor.records import NamedTuple


class Default(NamedTuple):
    """What a tool targets from ``since`` on (versions of its package), as a browserslist query by environment.

    ``read`` names the releases in whose code it was found.
    """

    package: str
    tool: str
    since: str
    queries: tuple[tuple[str, str], ...]
    read: str


def _floors(text: str) -> tuple[tuple[str, str], ...]:
    return (("production", ", ".join(f"{part.replace(' ', ' >= ')}" for part in text.split(", "))),)


_VITE_2 = "edge 88, firefox 78, chrome 87, safari 13.1"
_VITE_4 = "edge 88, firefox 78, chrome 87, safari 14"
_NEXT_13 = "chrome 64, edge 79, firefox 67, opera 51, safari 12"
_ANGULAR_13 = (
    "last 1 Chrome version, last 1 Firefox version, last 2 Edge major versions, last 2 Safari major versions,"
    " last 2 iOS major versions, Firefox ESR"
)
_ANGULAR_15 = _ANGULAR_13.replace("last 1 Chrome version", "last 2 Chrome versions")
_ANGULAR_18 = f"{_ANGULAR_15}, last 2 Android major versions"
_ANGULAR_20 = "Chrome 107, ChromeAndroid 107, Edge 107, Firefox 104, FirefoxAndroid 104, Safari 16, iOS 16"
_ANGULAR_21 = (("production", "baseline widely available on 2025-10-20"),)
_REACT_APP = (
    ("production", "> 0.2%, not dead, not op_mini all"),
    ("development", "last 1 chrome version, last 1 firefox version, last 1 safari version"),
)


def _angular(package: str) -> tuple[Default, ...]:
    return (
        Default(package, "Angular", "13", (("production", _ANGULAR_13),), "13.3.11, 14.2.13"),
        Default(package, "Angular", "15", (("production", _ANGULAR_15),), "15.2.11, 16.2.16, 17.3.17"),
        Default(package, "Angular", "18", (("production", _ANGULAR_18),), "18.2.21, 19.2.19"),
        Default(package, "Angular", "20", _floors(_ANGULAR_20), "20.0.0, 20.3.13"),
        Default(package, "Angular", "21", _ANGULAR_21, "21.0.0, 21.2.27"),
        Default(package, "Angular", "22", (), ""),
    )


# In ascending order of ``since``; without queries: from there on nothing is known.
DEFAULTS = (
    Default("vite", "Vite", "2.0", _floors("edge 16, firefox 60, chrome 61, safari 11"), "2.0.5"),
    Default("vite", "Vite", "2.1", _floors("edge 18, firefox 60, chrome 61, safari 11"), "2.1.5"),
    Default("vite", "Vite", "2.4", _floors(_VITE_2), "2.4.4, 2.6.14, 2.9.18"),
    Default("vite", "Vite", "3", _floors("edge 88, firefox 78, chrome 87, safari 13"), "3.0.0, 3.2.11"),
    Default("vite", "Vite", "4", _floors(_VITE_4), "4.5.14, 5.4.21, 6.4.3"),
    Default("vite", "Vite", "7", _floors("chrome 107, edge 107, firefox 104, safari 16"), "7.1.12"),
    Default("vite", "Vite", "8", _floors("chrome 111, edge 111, firefox 114, safari 16.4, ios_saf 16.4"), "8.3.8"),
    Default("vite", "Vite", "9", (), ""),
    Default("next", "Next.js", "13", _floors(_NEXT_13), "13.0.0, 13.5.11, 14.2.35, 15.5.9"),
    Default("next", "Next.js", "16", _floors("chrome 111, edge 111, firefox 111, safari 16.4"), "16.4.6"),
    Default("next", "Next.js", "17", (), ""),
    *_angular("@angular-devkit/build-angular"),
    *_angular("@angular/build"),
    Default("react-scripts", "Create React App", "3.4", _REACT_APP, "react-dev-utils 10.2.1, 11.0.4, 12.0.1"),
    Default("react-scripts", "Create React App", "6", (), ""),
)
PACKAGES = frozenset(default.package for default in DEFAULTS)


def default_of(package: str, version: str) -> Default | None:
    """What a release of a tool targets by itself, None where that was not read."""
    numbers = versions.release("npm", version)
    found = None
    for default in DEFAULTS if numbers else ():
        since = tuple(int(part) for part in default.since.split("."))
        if default.package == package and numbers and numbers[: len(since)] >= since:
            found = default
    return found if found and found.queries else None
