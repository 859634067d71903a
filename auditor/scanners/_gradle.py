"""What Gradle's formats share: its notations for coordinates and versions, and what its configurations are for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor import versions

BUILD_FILES = ("build.gradle", "build.gradle.kts")
SETTINGS_FILES = ("settings.gradle.kts", "settings.gradle")
CONSTANTS = "buildSrc/**/*.kt"
REMEDY = "commit a lockfile, which holds what it comes to: gradle dependencies --write-locks"
# Configurations whose modules serve the build and are not part of what is built.
_TOOLS = re.compile(
    r"annotationProcessor|kapt|ksp|^classpath|checkstyle|pmd|spotbugs|findbugs|jacoco|ktlint|detekt|lint|errorprone|developmentOnly",
    re.IGNORECASE,
)
_TEST = re.compile(
    r"(?:^|[a-z])Test(?![a-z])|^test(?![a-z])|^(?:android|unit|functional|integration|integ)Test", re.ASCII
)
_BUILT = re.compile(r"(?:^|.)(?:runtime|compile)Classpath$", re.IGNORECASE)
_MAX_VERSION = 256
_DYNAMIC = re.compile(r"((?:[0-9]+\.)*)\+")
_INTERVAL = re.compile(r"([\[\]()])([^\[\]()]*)([\[\]()])")


def accessor(catalog: str, alias: str) -> str:
    """What a build writes for an alias of a catalog: ``libs.java.jwt`` for ``java-jwt``."""
    return f"{catalog}.{re.sub('[-_]', '.', alias)}"


def scope_of(configurations: Iterable[str]) -> str | None:
    """The scope of what these configurations resolve: prod if what is built has it, dev if only tests or tools, else None."""
    kinds = {_kind(name) for name in configurations}
    return next((kind for kind in ("prod", None, "dev") if kind in kinds), None)


def _kind(configuration: str) -> str | None:
    if _TEST.search(configuration):
        return "dev"
    if _BUILT.search(configuration) or configuration in {"compile", "runtime", "default", "archives"}:
        return "prod"
    return "dev" if _TOOLS.search(configuration) else None


def declared_scope(configuration: str) -> str:
    """The scope of what is declared for a configuration (``testImplementation``): prod unless its name says otherwise."""
    if _TEST.search(configuration) or _TOOLS.search(configuration):
        return "dev"
    return "peer" if configuration.endswith(("compileOnly", "CompileOnly", "providedCompile", "provided")) else "prod"


def meaning(text: str) -> tuple[str | None, str | None]:
    """Range and version of a version in Gradle's notation, the range in Maven's.

    A plain version is the one that is built unless another module asks for a newer one; ``1.2!!`` and ``[1.2]`` admit no other;
    ``1.+`` and ``latest.release`` are open.
    """
    text = text.strip()
    if len(text) > _MAX_VERSION:
        return None, None
    strictly, strict, preferred = text.partition("!!")
    text = strictly.strip()
    interval = _INTERVAL.fullmatch(text)
    if interval:
        return _interval(interval, preferred.strip())
    if text == "+" or text.startswith("latest."):
        return "[0,)", None
    dynamic = _DYNAMIC.fullmatch(text)
    if dynamic:
        numbers = dynamic[1].rstrip(".").split(".")
        return f"[{'.'.join(numbers)},{'.'.join([*numbers[:-1], str(int(numbers[-1]) + 1)])})", None
    if versions.compare("maven", text, text) != 0:
        return None, None
    return f"[{text}]" if strict else f"[{text},)", text


def _interval(found: re.Match[str], preferred: str) -> tuple[str | None, str | None]:
    """``]1.0,2.0[`` and the like are Gradle's other spelling of open ends."""
    opened = "[" if found[1] == "[" else "("
    closed = "]" if found[3] == "]" else ")"
    inside = found[2].strip()
    wanted = f"{opened}{inside}{closed}"
    if versions.satisfies("maven", "0", wanted) is None:
        return None, None
    exact = inside if "," not in inside and opened + closed == "[]" else preferred
    return wanted, exact if exact and versions.compare("maven", exact, exact) == 0 else None
