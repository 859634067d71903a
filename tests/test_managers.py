"""What is typed for each package manager: to bring a lockfile in line, to move a package, to add and to take one out."""

from __future__ import annotations

import shlex

import pytest

from auditor.managers import of_component
from auditor.model import Component, Declared, Requirement

UPDATES = [
    # ecosystem, manager as a scanner names it, project, locked; then sync and update for "a", and update for what others bring in
    ("npm", None, "package-lock.json", "npm install", "npm update a", None),
    ("npm", "npm", "package-lock.json", "npm install", "npm update a", None),
    ("npm", "yarn@1", "yarn.lock", "yarn install", "yarn upgrade a", None),
    ("npm", "yarn@1.22.22", "package.json", "yarn install", "yarn upgrade a", None),
    ("npm", "yarn@berry", "yarn.lock", "yarn install", "yarn up --recursive a", None),
    ("npm", "yarn@4.1.0", "package.json", "yarn install", "yarn up --recursive a", None),
    (
        "npm",
        "pnpm@9",
        "pnpm-lock.yaml",
        "pnpm install",
        "pnpm update --recursive --no-save a",
        "pnpm update --no-save --depth Infinity a",
    ),
    ("npm", "rush", "common/config/rush/pnpm-lock.yaml", "rush update", "rush update --full", None),
    ("npm", "bun", "bun.lock", "bun install", "bun update a", None),
    ("pypi", "uv", "uv.lock", "uv lock", "uv lock --upgrade-package a", None),
    ("pypi", "poetry", "poetry.lock", "poetry update --lock a", "poetry update --lock a", None),
    ("pypi", "pdm", "pdm.lock", "pdm update a", "pdm update a", None),
    ("pypi", "pipenv", "Pipfile.lock", "pipenv lock", "pipenv lock", None),
    (
        "pypi",
        "pip-compile",
        "app/requirements.txt",
        "pip-compile requirements.in --output-file requirements.txt --upgrade-package a",
        "pip-compile requirements.in --output-file requirements.txt --upgrade-package a",
        None,
    ),
    (
        "pypi",
        "uv",
        "requirements.txt",
        "uv pip compile requirements.in --output-file requirements.txt --upgrade-package a",
        "uv pip compile requirements.in --output-file requirements.txt --upgrade-package a",
        None,
    ),
    ("gem", "bundler", "Gemfile.lock", "bundle lock", "bundle update --conservative a", None),
    (
        "composer",
        "composer",
        "composer.lock",
        "composer update a --with-dependencies",
        "composer update a --with-dependencies",
        None,
    ),
    ("golang", "go", "go.mod", "go mod tidy", "go get a", None),
    (
        "golang",
        "go",
        "app/vendor/modules.txt",
        "go mod tidy && go mod vendor",
        "go get a && go mod vendor",
        None,
    ),
    (
        "nuget",
        "nuget",
        "src/packages.lock.json",
        "dotnet restore --force-evaluate",
        "dotnet restore --force-evaluate",
        None,
    ),
    ("nuget", "nuget", "packages.config", "nuget restore", "nuget update packages.config -Id a", None),
    (
        "maven",
        "gradle",
        "gradle.lockfile",
        "./gradlew dependencies --update-locks a",
        "./gradlew dependencies --update-locks a",
        None,
    ),
    ("maven", "gradle", "build.gradle", "", "./gradlew dependencies --refresh-dependencies", None),
    ("maven", "maven", "pom.xml", "", "mvn -U dependency:resolve", None),
    ("swift", "swift", "Package.resolved", "swift package update a", "swift package update a", None),
    ("swift", "swift", "App.xcodeproj/project.pbxproj", "xcodebuild -resolvePackageDependencies", "", None),
    ("swift", "carthage", "Cartfile.resolved", "carthage update a", "carthage update a", None),
    ("cocoapods", "cocoapods", "Podfile.lock", "pod update a", "pod update a", None),
    ("pub", "pub", "pubspec.lock", "dart pub get", "dart pub upgrade a", None),
    ("pub", "flutter", "pubspec.lock", "flutter pub get", "flutter pub upgrade a", None),
    ("terraform", "terraform", ".terraform.lock.hcl", "terraform init -upgrade", "terraform init -upgrade", None),
    ("terraform", "tofu", ".terraform.lock.hcl", "tofu init -upgrade", "tofu init -upgrade", None),
]


def component(ecosystem: str, manager: str | None, project: str, *, locked: bool = True, name: str = "a") -> Component:
    return Component(
        ecosystem=ecosystem,
        name=name,
        version="1.0.0",
        project=project,
        locked=locked,
        resolved_by=None,
        declared=(),
        places=(),
        direct=True,
        scope="prod",
        manager=manager,
    )


@pytest.mark.parametrize(
    ("where", "sync", "update", "deep"), [(row[:3], *row[3:]) for row in UPDATES], ids=lambda value: str(value)[:60]
)
def test_a_lockfile_is_moved_by_its_own_manager(
    where: tuple[str, str | None, str], sync: str, update: str, deep: str | None
) -> None:
    found = of_component(component(*where))
    assert found is not None
    assert (found.sync(["a"]), found.update(["a"])) == (sync, update)
    assert found.move_held(["a"]) == (deep or update)


def test_several_packages_take_one_command() -> None:
    uv = of_component(component("pypi", "uv", "uv.lock"))
    npm = of_component(component("npm", "npm", "package-lock.json"))
    assert uv is not None
    assert npm is not None
    assert uv.update(["a", "b", "a"]) == "uv lock --upgrade-package a --upgrade-package b"
    assert npm.update(["a", "b", "a"]) == "npm update a b"


@pytest.mark.parametrize(
    ("ecosystem", "manager", "wanted", "add", "remove"),
    [
        ("npm", "npm", "^1.0.0", "npm install --save-dev a@^1.0.0 --workspace w", "npm uninstall a --workspace w"),
        ("npm", "pnpm", "^1.0.0", "pnpm --filter ./w add --save-dev a@^1.0.0", "pnpm --filter ./w remove a"),
        ("npm", "yarn@1", "^1.0.0", "yarn --cwd w add --dev a@^1.0.0", "yarn --cwd w remove a"),
        ("npm", "yarn@berry", "^1.0.0", "yarn --cwd w add --dev a@npm:^1.0.0", "yarn --cwd w remove a"),
        ("npm", "bun", "^1.0.0", "bun add --dev --cwd w a@^1.0.0", "bun remove --cwd w a"),
        ("pypi", "uv", ">=1,<2", "uv add --directory w --dev 'a>=1,<2'", "uv remove --directory w a"),
        ("pypi", "poetry", "^1.0", "poetry add --group dev 'a^1.0'", "poetry remove a"),
        ("pypi", "pdm", ">=1", "pdm add --dev 'a>=1'", "pdm remove a"),
        ("pypi", "pipenv", ">=1", "pipenv install --dev 'a>=1'", "pipenv uninstall a"),
        ("gem", "bundler", "~> 1.0", "bundle add a --version '~> 1.0' --group development", "bundle remove a"),
        ("composer", "composer", "^1.0", "composer require --dev 'a:^1.0'", "composer remove a"),
        ("golang", "go", "v1.0.0", "go get a@v1.0.0", "go get a@none"),
        ("nuget", "nuget", "1.0.0", "dotnet add package a --version 1.0.0", "dotnet remove package a"),
        ("pub", "flutter", "^1.0.0", "flutter pub add dev:a:^1.0.0", "flutter pub remove a"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_one_package_takes_the_place_of_another(
    ecosystem: str, manager: str, wanted: str, add: str, remove: str
) -> None:
    found = of_component(component(ecosystem, manager, "lock"))
    assert found is not None
    assert found.install is not None
    assert found.remove is not None
    assert shlex.split(found.install("a", wanted, "w", "dev", False)) == shlex.split(add)
    assert shlex.split(found.remove("a", "w")) == shlex.split(remove)


@pytest.mark.parametrize(
    ("manager", "flag"),
    [
        ("npm", "--save-exact"),
        ("pnpm", "--save-exact"),
        ("yarn@1", "--exact"),
        ("yarn@4", "--exact"),
        ("bun", "--exact"),
    ],
)
def test_a_pin_is_added_as_one(manager: str, flag: str) -> None:
    found = of_component(component("npm", manager, "lock"))
    assert found is not None
    assert found.install is not None
    assert flag in found.install("a", "1.0.0", "", "", True).split()


@pytest.mark.parametrize(
    ("manager", "nested", "add", "remove"),
    [
        ("yarn@1", True, "yarn add -W a@^1.0.0", "yarn remove -W a"),
        ("yarn@1", False, "yarn add a@^1.0.0", "yarn remove a"),
        ("pnpm", True, "pnpm add -w a@^1.0.0", "pnpm remove a"),
        ("pnpm", False, "pnpm add a@^1.0.0", "pnpm remove a"),
    ],
)
def test_what_the_root_of_a_workspace_gets_is_said_to_be_the_roots(
    manager: str, nested: bool, add: str, remove: str
) -> None:
    found = of_component(component("npm", manager, "lock")._replace(nested=nested))
    assert found is not None
    assert found.install is not None
    assert found.remove is not None
    assert shlex.split(found.install("a", "^1.0.0", "", "prod", False)) == shlex.split(add)
    assert shlex.split(found.remove("a", "")) == shlex.split(remove)


def test_pnpm_moves_what_is_brought_in_in_all_workspaces() -> None:
    found = of_component(component("npm", "pnpm", "pnpm-lock.yaml")._replace(nested=True))
    assert found is not None
    assert found.move_held(["a"]) == "pnpm update --recursive --no-save --depth Infinity a"


def test_a_compiled_file_is_made_again_from_what_it_was_made_from() -> None:
    asked = Requirement("pypi", "a", ">=1", 1, range=">=1")
    declared = Declared("app/base.in", "app", "app", asked, ">=1")
    made = component("pypi", "pip-compile", "app/locked.txt")._replace(declared=(declared,))
    found = of_component(made)
    assert found is not None
    assert found.update(["a"]) == "pip-compile base.in --output-file locked.txt --upgrade-package a"


@pytest.mark.parametrize(
    ("project", "recorded", "run"),
    [
        pytest.param(
            "requirements/dev.txt",
            "pip-compile --output-file=requirements/dev.txt requirements/dev.in",
            "pip-compile dev.in --output-file dev.txt",
            id="another file than the one that asks for it, from the folder above",
        ),
        pytest.param(
            "app/requirements.txt",
            "uv pip compile pyproject.toml --extra ops -o requirements.txt",
            "uv pip compile pyproject.toml --extra ops --output-file requirements.txt",
            id="an extra",
        ),
        pytest.param(
            "requirements/dev.txt",
            "pip-compile --generate-hashes -c constraints.txt -o requirements/dev.txt pyproject.toml",
            "pip-compile ../pyproject.toml --generate-hashes -c ../constraints.txt --output-file dev.txt",
            id="files in other folders",
        ),
        pytest.param(
            "app/dev.txt",
            "pip-compile -q -U --pre dev.in",
            "pip-compile dev.in --pre --output-file dev.txt",
            id="no name",
        ),
        pytest.param(
            "requirements.txt",
            "pip-compile --allow-unsafe",
            "pip-compile --allow-unsafe --output-file requirements.txt",
            id="nothing but options",
        ),
        pytest.param(
            "app/requirements.txt",
            "pip-compile pyproject.toml -P a",
            "pip-compile pyproject.toml --output-file requirements.txt",
            id="the default name",
        ),
        pytest.param(
            "requirements.txt",
            "uv pip compile -p 3.12 'the base.in' --output-file requirements.txt",
            'uv pip compile "the base.in" -p 3.12 --output-file requirements.txt',
            id="a Python by its number",
        ),
        pytest.param(
            "app/requirements.txt",
            "uv export --frozen --no-dev --no-hashes",
            "uv export --no-dev --no-hashes --output-file requirements.txt",
            id="an export of uv.lock that was redirected",
        ),
    ],
)
def test_a_compiled_file_is_made_again_as_it_says(project: str, recorded: str, run: str) -> None:
    found = of_component(component("pypi", f"{recorded.partition(' ')[0]}@{recorded}", project))
    assert found is not None
    assert found.update(["a"]) == f"{run} --upgrade-package a"


@pytest.mark.parametrize(
    "recorded",
    [
        "pip-compile --config ../evil.toml requirements.in",
        "pip-compile --pip-args=--pre requirements.in",
        "uv pip compile --python ./evil requirements.in -o requirements.txt",
        "pip-compile --pre=yes requirements.in",
        "pip-compile requirements.in --output-file",
        "pip-compile /etc/requirements.in -o requirements.txt",
        "pip-compile https://files.example.test/requirements.in -o requirements.txt",
        "pip-compile requirements.in -o other.txt",
        "pip-compile 'requirements.in",
        "pip-compiled requirements.in",
    ],
)
def test_what_is_recorded_is_not_followed_where_it_is_not_plain(recorded: str) -> None:
    found = of_component(component("pypi", f"pip-compile@{recorded}", "requirements.txt"))
    assert found is not None
    assert found.update(["a"]) == "pip-compile requirements.in --output-file requirements.txt --upgrade-package a"


def test_what_is_recorded_is_words_and_nothing_that_a_shell_runs() -> None:
    recorded = "pip-compile requirements.in --extra $(id) ; rm -rf x -o requirements.txt"
    found = of_component(component("pypi", f"pip-compile@{recorded}", "requirements.txt"))
    assert found is not None
    assert found.update(["a"]) == "pip-compile requirements.in --output-file requirements.txt --upgrade-package a"


def test_the_words_that_are_taken_over_are_quoted() -> None:
    recorded = "pip-compile 'a;b.in' --extra $(id) -o requirements.txt"
    found = of_component(component("pypi", f"pip-compile@{recorded}", "requirements.txt"))
    assert found is not None
    words = ["a;b.in", "--extra", "$(id)", "--output-file", "requirements.txt", "--upgrade-package", "a"]
    assert shlex.split(found.update(["a"])) == ["pip-compile", *words]


@pytest.mark.parametrize(
    ("project", "run"),
    [
        ("requirements.txt", "pip install --upgrade --requirement requirements.txt"),
        ("setup.cfg", "pip install --upgrade ."),
    ],
)
def test_without_a_lockfile_pip_installs(project: str, run: str) -> None:
    found = of_component(component("pypi", "pip", project, locked=False))
    assert found is not None
    assert found.update(["a"]) == run


def test_bundler_without_a_lockfile_installs() -> None:
    found = of_component(component("gem", "bundler", "Gemfile", locked=False))
    assert found is not None
    assert found.sync(["a"]) == "bundle install"


def test_swift_knows_a_package_by_the_last_part_of_its_address() -> None:
    found = of_component(component("swift", "swift", "Package.resolved"))
    assert found is not None
    assert found.update(["github.com/auth0/Auth0.swift"]) == "swift package update auth0.swift"


def test_what_tuist_locks_moves_with_its_own_manifests_alone() -> None:
    found = of_component(component("swift", "swift", "app/.package.resolved"))
    assert found is not None
    assert (found.name, found.sync(["a"]), found.update(["a"])) == ("tuist", "tuist generate", "")


def test_a_plugin_of_flutter_is_moved_by_flutter() -> None:
    found = of_component(component("pub", "pub", "pubspec.lock", name="auth0_flutter"))
    assert found is not None
    assert found.name == "flutter"


@pytest.mark.parametrize(
    ("ecosystem", "manager"), [("pypi", None), ("pypi", "hatch"), ("npm", "deno"), ("wordpress", None)]
)
def test_nothing_is_typed_where_nobody_is_known(ecosystem: str, manager: str | None) -> None:
    assert of_component(component(ecosystem, manager, "lock")) is None
