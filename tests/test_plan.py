"""``plan``: where the project stands, what to change in which order, what breaks, what is left; and what is said where the obvious fix is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.config import load
from auditor.matrix import load as load_matrix
from auditor.pipeline import Request, audit
from auditor.planning import plan
from auditor.reports.text import render
from auditor.results import Finding, Upgrade
from test_fix import put
from trees import ACME, DAY, MemoryTree, check, entry, lockfile, manifest, project

SDK, WEB = "@acme/sdk", "@acme/web"


def document(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["plan", str(folder), "--matrix", str(ACME), "--as-of", DAY, *words]) == 0
    return capsys.readouterr().out


MIXED = {
    "package.json": manifest({WEB: "^2.0.0", SDK: "^1.0.0", "acme-old": "1", "framework": "1"}),
    "package-lock.json": lockfile(
        {
            WEB: "2.0.0",
            SDK: "1.9.0",
            "acme-old": "1.5.0",
            "framework": entry("1.0.0", dependencies={"acme-widget": "~3.5.0"}),
            "acme-widget": "3.5.0",
        },
        {WEB: "^2.0.0", SDK: "^1.0.0", "acme-old": "1", "framework": "1"},
    ),
    ".nvmrc": "16\n",
}


def test_the_document_has_the_order_the_commands_what_breaks_and_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, MIXED)
    text = document(tmp_path, capsys)
    order = [
        "# Upgrade plan",
        "FAIL: ",
        "First, since what follows needs it:",
        "- `Node.js >=20 (.nvmrc`",
        "| `@acme/sdk` | `1.9.0` | `3.2.0` | breaking | `package.json:6`: `^1.0.0` becomes `^3.2.0` |",
        "| `acme-old` | `1.5.0` | `3.2.0` | breaking |",
        "| `@acme/web` | `2.0.0` | `2.1.0` |  | within its range |",
        "1. `npm uninstall acme-old`",
        "1. `npm update @acme/sdk @acme/web`",
        "## What breaks",
        "- `@acme/sdk` to `3.2.0`: [guide](https://docs.example.test/sdk-3)",
        "## What is left",
        "asks for `~3.5.0`: upgrade framework to a release that asks for `4.1.0`",
    ]
    at = [text.find(part) for part in order]
    assert [part for part, found in zip(order, at, strict=True) if found < 0] == []
    assert at == sorted(at)


def test_the_same_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, MIXED)
    tree = json.loads(document(tmp_path, capsys, "--format", "json"))
    assert tree["schema"] == "matrix-audit/plan/1"
    assert [change["name"] for change in tree["stages"][0]["changes"]] == [SDK, "acme-old", WEB]
    assert tree["stages"][0]["first"] == ["Node.js >=20 (.nvmrc says 16)"]
    assert tree["stages"][0]["changes"][0]["edits"][0]["new"] == "^3.2.0"
    assert [row["rule"] for row in tree["left"]] == ["MA104", "MA105"]


def test_a_project_that_passes_has_an_empty_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, project({SDK: "^3.2.0"}, {SDK: "3.2.0"}))
    text = document(tmp_path, capsys)
    assert "There is nothing to change that an edit or a command could do." in text
    assert "What breaks" not in text
    assert "What is left" not in text


def test_drift_alone_is_mended_by_an_install() -> None:
    made = plan(check(project({SDK: "^3.2.0", WEB: "^2.1.0"}, {SDK: "3.2.0", WEB: "2.1.0"}) | {}))
    assert made.stages == ()
    drifted = plan(check(project({SDK: "~3.1.0"}, {SDK: "3.2.0"})))
    assert [command.run for command in drifted.stages[0].commands] == ["npm install"]
    both = plan(check(project({SDK: "~3.1.0", WEB: "2.0.0"}, {SDK: "3.2.0", WEB: "2.0.0"})))
    assert [command.run for stage in both.stages for command in stage.commands] == ["npm install"]


def test_what_others_bring_in_has_pnpms_own_command() -> None:
    lock = (
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      framework:\n        specifier: '1'\n        version: 1.0.0\n"
        "      '@acme/web':\n        specifier: ^2.0.0\n        version: 2.0.0\n"
        "packages:\n  '@acme/sdk@3.1.0':\n    resolution: {integrity: sha512-x}\n  '@acme/web@2.0.0':\n    resolution: {integrity: sha512-x}\n"
        "  framework@1.0.0:\n    resolution: {integrity: sha512-x}\n"
        "snapshots:\n  '@acme/sdk@3.1.0': {}\n  '@acme/web@2.0.0': {}\n  framework@1.0.0:\n    dependencies:\n      '@acme/sdk': 3.1.0\n"
    )
    report = check({"package.json": manifest({"framework": "1", WEB: "^2.0.0"}), "pnpm-lock.yaml": lock})
    runs = [command.run for stage in plan(report).stages for command in stage.commands]
    assert "pnpm update --recursive --no-save @acme/web" in runs


# Where the obvious fix is wrong: what is said, one case for each kind


def upgrades(files: dict[str, str], rule: str | None = None) -> dict[str, Upgrade]:
    found: list[Finding] = [finding for finding in check(files).active() if rule in {None, finding.rule}]
    return {item.judged.component.name: item.upgrade for item in found if item.judged and item.upgrade}


def test_a_floor_is_named_before_the_change() -> None:
    files = {**project({SDK: "3.1.0"}, {SDK: "3.1.0"}), ".nvmrc": "16"}
    suggested = upgrades(files)[SDK]
    assert (suggested.kind, suggested.requires) == ("manifest", ("Node.js >=20 (.nvmrc says 16)",))


@pytest.mark.parametrize(
    ("engines", "said"),
    [("^16 || ^18", "^16 || ^18"), (">=14", None), ("20.x", None), ("not a range", None)],
)
def test_a_range_of_runtimes_stands_in_the_way_only_where_none_of_it_would_do(engines: str, said: str | None) -> None:
    suggested = upgrades(project({SDK: "3.1.0"}, {SDK: "3.1.0"}, engines={"node": engines}))[SDK]
    assert suggested.requires == ((f"Node.js >=20 (package.json says {said})",) if said else ())


@pytest.mark.parametrize("pin", ["20", "v20.1.0", "22.3", "lts/*", "node", "# newest\nlts/jod"])
def test_a_pin_that_will_do_is_no_floor(pin: str) -> None:
    assert upgrades({**project({SDK: "3.1.0"}, {SDK: "3.1.0"}), ".nvmrc": pin})[SDK].requires == ()


def test_a_held_transitive_names_its_parent_and_the_last_resort() -> None:
    files = project(
        {"framework": "1"},
        {"framework": entry("1.0.0", dependencies={SDK: "~3.1.0"}), SDK: "3.1.0"},
        packageManager="yarn@4.1.0",
    )
    suggested = upgrades(files)[SDK]
    assert (suggested.kind, suggested.edits) == ("parent", ())
    assert suggested.reason is not None
    assert suggested.reason.startswith("framework 1.0.0 asks for ~3.1.0: upgrade framework to a release")
    assert "force it, untested: " in suggested.reason


def test_a_librarys_peer_range_is_left_to_who_installs_it() -> None:
    suggested = upgrades({"package.json": manifest({}, peerDependencies={SDK: "^1 || ^2 || ^3"})})[SDK]
    assert (suggested.kind, suggested.edits) == ("none", ())
    assert suggested.reason == "the range is a library's: who installs it decides what is built"


def test_a_peer_range_that_lacks_the_target_is_widened_not_moved() -> None:
    suggested = upgrades({"package.json": manifest({}, peerDependencies={SDK: "^1 || ^2"})})[SDK]
    assert [(edit.old, edit.new) for edit in suggested.edits] == [("^1 || ^2", "^1 || ^2 || ^3")]


def test_an_override_that_is_no_plain_range_leaves_no_edit() -> None:
    files = project({SDK: "^1.0.0"}, {SDK: "1.9.0"}, overrides={SDK: "npm:@acme/sdk@1"})
    assert upgrades(files)[SDK].edits == ()


PODS = """PODS:
  - Auth0 (1.39.1):
    - JWTDecode
  - JWTDecode (2.6.3)
  - Lock (2.24.1):
    - Auth0 (~> 1.39)

DEPENDENCIES:
  - Auth0 (~> 1.39)
  - Lock (~> 2.24)

SPEC CHECKSUMS:
  Auth0: 0

COCOAPODS: 1.15.2
"""
PODFILE = "platform :ios, '12.0'\ntarget 'App' do\n  pod 'Auth0', '~> 1.39'\n  pod 'Lock', '~> 2.24'\nend\n"


def of_vendor(files: dict[str, str], name: str, as_of: str = "2026-11-23") -> Upgrade:
    """The upgrade of one package, by the bundled matrix."""
    report = audit(Request(MemoryTree(files), (load_matrix("auth0"),), load, as_of))
    found = [finding for finding in report.active() if finding.judged and finding.judged.component.name == name]
    suggested = found[0].upgrade
    assert suggested is not None
    return suggested


def test_where_one_version_serves_all_a_holder_without_a_newer_release_means_waiting() -> None:
    suggested = of_vendor({"Podfile": PODFILE, "Podfile.lock": PODS}, "Auth0")
    assert (suggested.kind, suggested.edits, suggested.commands) == ("none", (), ())
    assert suggested.reason == (
        "Lock 2.24.1 asks for ~> 1.39, and no newer release of Lock is known: stay, or take Lock out first"
    )


def test_where_one_version_serves_all_a_holder_that_can_move_moves_first() -> None:
    other = {"Podfile": PODFILE.replace("Lock", "Kit"), "Podfile.lock": PODS.replace("Lock", "Kit")}
    suggested = of_vendor(other, "Auth0")
    assert (suggested.kind, [command.run for command in suggested.commands]) == ("parent", ["pod update Kit"])
    assert suggested.reason is not None
    assert suggested.reason.startswith("Kit 2.24.1 asks for ~> 1.39: upgrade Kit to a release that admits 3.")


def test_a_platform_below_the_floor_is_named() -> None:
    alone = {
        "Podfile": PODFILE.replace("  pod 'Lock', '~> 2.24'\n", ""),
        "Podfile.lock": PODS.partition("  - Lock")[0]
        + PODS[PODS.index("\nDEPEND") :].replace("  - Lock (~> 2.24)\n", ""),
    }
    suggested = of_vendor(alone, "Auth0")
    assert [(edit.old, edit.new) for edit in suggested.edits] == [("~> 1.39", "~> 3.1")]
    assert suggested.requires == ("iOS 15.0 or later (Podfile says 12.0)",)


def test_a_major_of_go_has_a_name_of_its_own() -> None:
    suggested = of_vendor(
        {"go.mod": "module example.test/app\n\ngo 1.19\n\nrequire github.com/auth0/go-auth0 v1.0.0\n"},
        "github.com/auth0/go-auth0",
    )
    assert [command.run for command in suggested.commands] == [
        "go get github.com/auth0/go-auth0/v3@v3.6.0",
        "go mod tidy",
    ]
    assert suggested.edits == ()
    assert suggested.requires == (
        "Go 1.25.0 (go.mod says 1.19)",
        "imports of github.com/auth0/go-auth0 changed to github.com/auth0/go-auth0/v3",
    )


FLOORS = [
    (
        {"pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.8"\ndependencies = ["auth0-python==4.7.1"]\n'},
        "auth0-python",
        "Python >=3.10 (pyproject.toml says >=3.8)",
    ),
    (
        {"requirements.txt": "auth0-python==4.7.1\n", ".python-version": "3.9\n"},
        "auth0-python",
        "Python >=3.10 (.python-version says 3.9)",
    ),
    (
        {"Pipfile": '[packages]\nauth0-python = "==4.7.1"\n[requires]\npython_version = "3.9"\n'},
        "auth0-python",
        "Python >=3.10 (Pipfile says 3.9)",
    ),
    (
        {"composer.json": '{"require": {"php": "^7.4", "auth0/auth0-php": "7.9.2"}}'},
        "auth0/auth0-php",
        "PHP ^8.2 (composer.json says ^7.4)",
    ),
    (
        {"a.csproj": '<Project><PropertyGroup><TargetFramework>net5.0</TargetFramework></PropertyGroup><ItemGroup>'
         '<PackageReference Include="Auth0.AspNetCore.Authentication.Api" Version="1.0.0" /></ItemGroup></Project>'},
        "Auth0.AspNetCore.Authentication.Api",
        ".NET 8 (a.csproj says net5.0)",
    ),
    (
        {"pom.xml": "<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version><properties><java.version>1.7</java.version>"
         "</properties><dependencies><dependency><groupId>com.auth0</groupId><artifactId>auth0</artifactId><version>1.0.0</version>"
         "</dependency></dependencies></project>"},
        "com.auth0:auth0",
        "Java 8 (pom.xml says 1.7)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "name", "need"), FLOORS, ids=[row[2] for row in FLOORS])
def test_the_projects_own_word_on_its_runtime_is_held_against_the_target(
    files: dict[str, str], name: str, need: str
) -> None:
    assert of_vendor(files, name).requires == (need,)


def test_a_framework_of_the_same_lockfile_is_held_against_the_target() -> None:
    files = project(
        {"@auth0/auth0-react": "^1.0.0", "react": "^15.0.0"},
        {"@auth0/auth0-react": "1.12.1", "react": "15.6.2"},
    )
    need = of_vendor(files, "@auth0/auth0-react").requires
    assert len(need) == 1
    assert need[0].startswith("react ^16.11.0 || ^17 || ^18 || ")
    assert need[0].endswith("(package-lock.json says 15.6.2)")


PACKAGE = 'import PackageDescription\nlet package = Package(name: "a", platforms: [.iOS(.v12)], dependencies: [\n  .package(url: "https://github.com/auth0/Auth0.swift", {0})\n])\n'


def test_a_platform_of_a_swift_package_is_held_against_the_target() -> None:
    suggested = of_vendor({"Package.swift": PACKAGE.replace("{0}", 'exact: "2.1.0"')}, "github.com/auth0/Auth0.swift")
    assert [(edit.old, edit.new) for edit in suggested.edits] == [("2.1.0", "3.1.0")]
    assert suggested.requires == ("iOS 15.0 or later (Package.swift says 12)",)


def test_a_version_catalog_is_changed_where_it_stands_and_the_least_android_is_named() -> None:
    files = {
        "gradle/libs.versions.toml": '[versions]\nauth0 = "2.0.0" # why\n[libraries]\nauth0 = { module = "com.auth0.android:auth0", version.ref = "auth0" }\n',
        "build.gradle.kts": "android { defaultConfig { minSdk = 19 } }\ndependencies {\n  implementation(libs.auth0)\n}\n",
    }
    suggested = of_vendor(files, "com.auth0.android:auth0", "2025-11-01")
    assert [(edit.path, edit.old) for edit in suggested.edits] == [("gradle/libs.versions.toml", "2.0.0")]
    assert [need.partition(" (")[2] for need in suggested.requires] == ["build.gradle.kts says 19)"]


def test_a_shared_property_is_changed_where_it_stands() -> None:
    pom = (
        "<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version><properties><auth0.version>1.0.0</auth0.version></properties>"
        "<dependencies><dependency><groupId>com.auth0</groupId><artifactId>auth0</artifactId><version>${auth0.version}</version></dependency></dependencies></project>"
    )
    edit = of_vendor({"pom.xml": pom}, "com.auth0:auth0").edits[0]
    assert (edit.old, edit.column) == ("1.0.0", pom.index("1.0.0<") + 1)


def test_a_range_that_is_computed_is_changed_by_hand() -> None:
    suggested = of_vendor(
        {
            "Cartfile": 'github "auth0/Auth0.swift" "main"\n',
            "Cartfile.resolved": 'github "auth0/Auth0.swift" "1.39.1"\n',
        },
        "github.com/auth0/Auth0.swift",
    )
    assert suggested.edits == ()
    assert suggested.reason == 'change what Cartfile says of github.com/auth0/Auth0.swift to from: "3.1.0"'


def test_the_verbose_text_report_ends_with_the_plan() -> None:
    text = render(check(MIXED), verbose=True)
    assert (
        "Plan\n  package-lock.json\n    first: Node.js >=20 (.nvmrc says 16)\n    @acme/sdk 1.9.0 to 3.2.0 (breaking)\n"
        in text
    )
    assert "    type: npm update @acme/sdk @acme/web\n" in text
