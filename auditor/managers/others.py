"""The managers of Ruby, PHP, Go, .NET, the JVM, Apple, Dart and Terraform: their commands."""

from __future__ import annotations

from collections.abc import Callable

from auditor.managers import Manager, Moves, Names, always, quoted, words
from auditor.model import Component

# Ruby, PHP, Go


def _bundler(component: Component) -> Manager:
    return Manager(
        name="bundler",
        sync=always("bundle lock" if component.locked else "bundle install"),
        update=lambda names: f"bundle update --conservative {words(names)}",
        install=lambda name, wanted, _, scope, __: (
            f"bundle add {quoted(name)} --version {quoted(wanted)}" + (" --group development" if scope == "dev" else "")
        ),
        remove=lambda name, _: f"bundle remove {quoted(name)}",
    )


_COMPOSER_UPDATE: Moves = lambda names: f"composer update {words(names)} --with-dependencies"  # noqa: E731
COMPOSER = Manager(
    name="composer",
    sync=_COMPOSER_UPDATE,
    update=_COMPOSER_UPDATE,
    install=lambda name, wanted, _, scope, __: (
        f"composer require{' --dev' if scope == 'dev' else ''} {quoted(f'{name}:{wanted}')}"
    ),
    remove=lambda name, _: f"composer remove {quoted(name)}",
)


def _go(component: Component) -> Manager:
    """What is vendored is built from its copy, which go writes again only when told to."""
    after = " && go mod vendor" if component.project.endswith("vendor/modules.txt") else ""
    return Manager(
        name="go",
        sync=always(f"go mod tidy{after}"),
        update=lambda names: f"go get {words(names)}{after}",
        install=lambda name, wanted, _, __, ___: f"go get {quoted(f'{name}@{wanted}')}",
        remove=lambda name, _: f"go get {quoted(f'{name}@none')}",
    )


# .NET, the JVM


def _dotnet(component: Component) -> Manager:
    """``--force-evaluate`` makes restore change packages.lock.json; without such a file there is nothing to change."""
    restore = "dotnet restore --force-evaluate" if component.locked else "dotnet restore"
    return Manager(
        name="dotnet",
        sync=always(restore),
        update=always(restore),
        install=lambda name, wanted, _, __, ___: f"dotnet add package {quoted(name)} --version {quoted(wanted)}",
        remove=lambda name, _: f"dotnet remove package {quoted(name)}",
    )


# packages.config has its versions in the project file as well, so both are left to the tool.
NUGET = Manager(
    name="nuget",
    sync=always("nuget restore"),
    update=lambda names: f"nuget update packages.config {' '.join(f'-Id {quoted(name)}' for name in names)}",
)
PAKET = Manager(
    name="paket",
    sync=always("dotnet paket install"),
    # It takes one name at a time.
    update=lambda names: " && ".join(f"dotnet paket update {quoted(name)}" for name in dict.fromkeys(names)),
    install=lambda name, wanted, _, __, ___: f"dotnet paket add {quoted(name)} --version {quoted(wanted)}",
    remove=lambda name, _: f"dotnet paket remove {quoted(name)}",
)


def _gradle(component: Component) -> Manager:
    """Only a build with a lockfile has something to bring in line."""
    locked = component.project.endswith(".lockfile")
    update: Moves = (
        (lambda names: f"./gradlew dependencies --update-locks {quoted(','.join(dict.fromkeys(names)))}")
        if locked
        else always("./gradlew dependencies --refresh-dependencies")
    )
    return Manager(name="gradle", sync=update if locked else always(""), update=update)


MAVEN = Manager(name="maven", sync=always(""), update=always("mvn -U dependency:resolve"))
SBT = Manager(name="sbt", sync=always(""), update=always("sbt update"))


# Apple, Dart, Terraform


def _identities(names: Names) -> str:
    """Swift's identity of a package is the last part of its address, in lower case."""
    return words([name.rpartition("/")[2].removesuffix(".git").lower() for name in names])


_SWIFT_UPDATE: Moves = lambda names: f"swift package update {_identities(names)}"  # noqa: E731
SWIFT = Manager(name="swift", sync=_SWIFT_UPDATE, update=_SWIFT_UPDATE)
# Xcode moves packages within their ranges from its menu alone.
XCODE = Manager(name="xcode", sync=always("xcodebuild -resolvePackageDependencies"), update=always(""))
# Tuist makes Xcode's project from its own manifests, and resolves as it does so.
TUIST = Manager(name="tuist", sync=always("tuist generate"), update=always(""))
_POD_UPDATE: Moves = lambda names: f"pod update {words(names)}"  # noqa: E731
COCOAPODS = Manager(name="pod", sync=_POD_UPDATE, update=_POD_UPDATE)
_CARTHAGE: Moves = lambda names: f"carthage update {words([name.rpartition('/')[2] for name in names])}"  # noqa: E731
CARTHAGE = Manager(name="carthage", sync=_CARTHAGE, update=_CARTHAGE)


def _swift(component: Component) -> Manager:
    if component.project.endswith(".package.resolved"):
        return TUIST
    return XCODE if ".xc" in component.project else SWIFT


def _pub(program: str) -> Manager:
    return Manager(
        name=program,
        sync=always(f"{program} pub get"),
        update=lambda names: f"{program} pub upgrade {words(names)}",
        install=lambda name, wanted, _, scope, __: (
            f"{program} pub add {quoted(f'dev:{name}:{wanted}' if scope == 'dev' else f'{name}:{wanted}')}"
        ),
        remove=lambda name, _: f"{program} pub remove {quoted(name)}",
    )


def _terraform(program: str) -> Manager:
    return Manager(name=program, sync=always(f"{program} init -upgrade"), update=always(f"{program} init -upgrade"))


_MANAGERS: dict[str, Manager | Callable[[Component], Manager]] = {
    "bundler": _bundler,
    "carthage": CARTHAGE,
    "cocoapods": COCOAPODS,
    "composer": COMPOSER,
    "flutter": _pub("flutter"),
    "go": _go,
    "gradle": _gradle,
    "maven": MAVEN,
    "nuget": lambda component: NUGET if component.project.endswith(".config") else _dotnet(component),
    "paket": PAKET,
    "pub": lambda component: _pub("flutter" if "flutter" in component.name else "dart"),
    "sbt": SBT,
    "swift": _swift,
    "terraform": _terraform("terraform"),
    "tofu": _terraform("tofu"),
}


def of(name: str, component: Component) -> Manager:
    """The manager of that name, as the project uses it."""
    found = _MANAGERS[name]
    return found if isinstance(found, Manager) else found(component)
