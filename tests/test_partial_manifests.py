"""A manifest that computes what it declares may hide a package, unless the lockfile beside it holds what it came to."""

from __future__ import annotations

from pathlib import Path

import pytest

import auditor

PODFILE = "target 'Shop' do\n  use_native_modules!\nend\n"
PODFILE_LOCK = "PODS:\n  - Auth0 (3.1.0)\n\nDEPENDENCIES:\n  - Auth0\n\nCOCOAPODS: 1.16.2\n"
GEMFILE = 'eval_gemfile "Gemfile.common"\n'
GEMFILE_LOCK = "GEM\n  specs:\n    auth0 (6.1.0)\n\nDEPENDENCIES\n  auth0\n"
PACKAGE = 'let package = Package(dependencies: [.package(url: "https://github.com/auth0/Auth0.swift", from: v)])\n'
PACKAGE_RESOLVED = '{"pins": [], "version": 2}\n'


def partial(folder: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        (folder / name).write_text(text)
    report = auditor.audit(folder, as_of="2026-11-23")
    return [location.path for finding in report.findings if finding.rule == "MA905" for location in finding.locations]


@pytest.mark.parametrize(
    ("manifest", "text", "lockfile", "locked"),
    [
        pytest.param("Podfile", PODFILE, "Podfile.lock", PODFILE_LOCK, id="a helper of the Podfile"),
        pytest.param("Gemfile", GEMFILE, "Gemfile.lock", GEMFILE_LOCK, id="another Gemfile"),
        pytest.param("Package.swift", PACKAGE, "Package.resolved", PACKAGE_RESOLVED, id="a computed version"),
    ],
)
def test_what_a_manifest_computes_is_known_beside_its_lockfile(
    tmp_path: Path, manifest: str, text: str, lockfile: str, locked: str
) -> None:
    assert partial(tmp_path, {manifest: text}) == [manifest]
    assert partial(tmp_path, {manifest: text, lockfile: locked}) == []


def test_words_that_no_matrix_knows_hide_nothing(tmp_path: Path) -> None:
    assert partial(tmp_path, {"Gemfile": "%w[rack puma].each { |name| gem name }\n"}) == []
    assert partial(tmp_path, {"Gemfile": "%w[rack omniauth-auth0].each { |name| gem name }\n"}) == ["Gemfile"]


def test_an_xcode_project_in_another_notation_hides_packages_only_if_it_names_some(tmp_path: Path) -> None:
    objects = '{"objects": {"A": {"isa": "%s"}}}'
    assert partial(tmp_path, {"project.pbxproj": objects % "PBXProject"}) == []
    assert partial(tmp_path, {"project.pbxproj": objects % "XCRemoteSwiftPackageReference"}) == ["project.pbxproj"]


def test_a_gem_that_is_asked_for_on_a_condition_may_be_missing_from_the_lockfile(tmp_path: Path) -> None:
    (tmp_path / "Gemfile").write_text("gem 'rack'\ngem 'auth0', '~> 6.0' if ENV['LOGIN']\n")
    (tmp_path / "Gemfile.lock").write_text("GEM\n  specs:\n    rack (3.1.0)\n\nDEPENDENCIES\n  rack\n")
    findings = auditor.audit(tmp_path, as_of="2026-11-23").findings
    assert [finding.rule for finding in findings if finding.rule != "MA902"] == []


def test_a_version_that_is_computed_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "Gemfile").write_text("gem 'auth0', ENV.fetch('A',\n  '~> 6.0')\n")
    messages = [finding.message for finding in auditor.audit(tmp_path, as_of="2026-11-23").findings]
    assert any(message.startswith("\"ENV.fetch('A', '~> 6.0')\" does not say which release") for message in messages)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param('"org.example:spark_$scalaVersion:1.0"', [], id="an artifact of another group"),
        pytest.param('"com.auth0:$artifact:1.0"', ["build.gradle.kts"], id="an artifact of the vendor's group"),
        pytest.param('"$group:java-jwt:1.0"', ["build.gradle.kts"], id="an unknown group"),
    ],
)
def test_a_computed_artifact_hides_a_package_only_in_a_group_of_the_vendor(
    tmp_path: Path, asked: str, expected: list[str]
) -> None:
    assert partial(tmp_path, {"build.gradle.kts": f"dependencies {{\n    implementation({asked})\n}}\n"}) == expected
