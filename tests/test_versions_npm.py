"""npm's ranges: what the recorded pairs do not name, and the questions that are ours alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from auditor import versions
from auditor.versions import semver


@pytest.mark.parametrize(
    ("requirement", "low", "high", "expected"),
    [
        pytest.param("^1.22.6", "1", "2", True, id="a caret range admits its own line"),
        pytest.param("^1.22.6", "2", "3", False, id="a caret range admits no next line"),
        pytest.param(">=1.22.6", "2", None, True, id="an open range admits every later line"),
        pytest.param("<2.0.0-0", "2", None, False, id="an upper bound ends before the line"),
        pytest.param("<2.0.0-beta", "2", None, False, id="a bound on a prerelease admits no final release of it"),
        pytest.param(
            ">2.0.0-beta <2.0.1", "2", "2.0.1", True, id="a prerelease as lower bound admits the release itself"
        ),
        pytest.param(">2.0.0 <2.0.1", "0", None, False, id="nothing lies between two neighbours"),
        pytest.param(">2.0.0 <2.0.2", "0", None, True, id="one release lies between two next neighbours"),
        pytest.param("^0.16.0", "0.16", "0.17", True, id="a line of two numbers"),
        pytest.param("2.28.3", "2.28.3", "2.28.4", True, id="the exact version"),
        pytest.param("2.0.0-beta.1", "2", "3", False, id="an exact prerelease is no final release"),
        pytest.param("1 || 3", "2", "3", False, id="alternatives on both sides of the line"),
        pytest.param("1 || 3", "2", "4", True, id="an alternative inside"),
        pytest.param("<0", "0", None, False, id="nothing comes before zero"),
        pytest.param("*", "9007199254740991.9007199254740991", None, True, id="the largest numbers npm takes"),
        pytest.param("latest", "2", "3", None, id="a tag is not comparable"),
        pytest.param("^1", "two", "3", None, id="a low end that is no version"),
        pytest.param("^1", "2", "three", None, id="a high end that is no version"),
    ],
)
def test_admits(requirement: str, low: str, high: str | None, expected: bool | None) -> None:
    assert versions.admits("npm", requirement, low, high) is expected


@pytest.mark.parametrize(
    ("version", "requirement", "expected"),
    [
        pytest.param("0.0.0-x", "v0.0.0-x ^0.0", True, id="a caret from zero has no lower bound"),
        pytest.param("0.0.0-x", "0.0.0-x >=0.0.0", True, id="a lower bound of zero is none"),
        pytest.param("0.0.0-x", "0.0.0-x >=v0.0.0", False, id="unless it is written with a v"),
        pytest.param("1.0.0-a", ">=0.0.0 || 1.0.0-a", False, id="a range with a star in it is that star"),
        pytest.param("3.1.0", "*= 3.1.0", True, id="a stray star before a relation that stands apart"),
        pytest.param("0.4.0", ">>*= 0.4.0", True, id="a stray star takes the relation before it along"),
        pytest.param("1.2.9", "~> >= 1.2", True, id="a tilde before a relation that stands apart"),
        pytest.param("1.2.9", "~> = 1.2", None, id="a tilde before an equals sign that stands apart"),
        pytest.param("1.8.0", "1 - 2 +1.1.3+b.1||~0.3.0", True, id="build metadata on its own"),
    ],
)
def test_what_npm_says_of_odd_ranges(version: str, requirement: str, expected: bool | None) -> None:
    assert versions.satisfies("npm", version, requirement) is expected


@pytest.mark.parametrize(
    "requirement",
    [
        "npm:auth0@^4",
        "workspace:^",
        "catalog:",
        "file:../a",
        "link:../a",
        "git@git.example.test:a/b.git#v1",
        "a/b",
        "next",
    ],
)
def test_what_is_no_range_is_not_comparable(requirement: str) -> None:
    assert versions.satisfies("npm", "1.0.0", requirement) is None


def test_text_past_the_limits_is_not_comparable() -> None:
    long_version = "1.0.0-" + "a" * 251
    assert semver.compare(long_version, "1.0.0") is None
    assert semver.satisfies(long_version, "*") is None
    assert semver.compare("1.0.0-" + "a" * 250, "1.0.0") == -1
    assert semver.satisfies("1.0.0", "1.0.0 " * 683) is None
    assert semver.satisfies("1.0.0", "1.0.0 " * 682) is True


def test_a_prerelease_number_past_exact_floats_keeps_its_order() -> None:
    assert semver.compare("0.0.0-nightly.20260101120000123", "0.0.0-nightly.20260101120000124") == -1


@pytest.mark.parametrize(
    ("version", "numbers", "prerelease"),
    [
        ("v1.2.3-beta.1+b", (1, 2, 3), True),
        ("1.2.3+b-1", (1, 2, 3), False),
        ("1.2", None, False),
        ("lts/iron", None, False),
    ],
)
def test_the_parts_of_a_version(version: str, numbers: tuple[int, ...] | None, prerelease: bool) -> None:
    assert versions.release("npm", version) == numbers
    assert versions.is_prerelease("npm", version) is prerelease


@pytest.mark.parametrize(
    ("version", "line", "expected"),
    [
        pytest.param("2.27.0", "2", True, id="a major line"),
        pytest.param("0.16.1", "0.16", True, id="a minor line"),
        pytest.param("0.160.1", "0.16", False, id="numbers are compared, not characters"),
        pytest.param("2.0.0-beta.1", "2", True, id="a prerelease is on its line"),
        pytest.param("2.0.0", "2.x", False, id="a line that is not numbers"),
        pytest.param("2.0.0", "", False, id="a line without a name"),
        pytest.param("2.0.0", "2.0.0.0", True, id="a line longer than the version"),
        pytest.param("two", "2", False, id="no version"),
    ],
)
def test_in_line(version: str, line: str, expected: bool) -> None:
    assert versions.in_line("npm", version, line) is expected


def test_an_ecosystem_without_an_order_is_not_comparable() -> None:
    assert versions.compare("cargo", "1.0.0", "1.0.0") is None
    assert versions.satisfies("cargo", "1.0.0", "1") is None
    assert versions.admits("cargo", "1", "1", None) is None
    assert versions.release("cargo", "1.0.0") is None
    assert versions.is_prerelease("cargo", "1.0.0-1") is False
    assert versions.in_line("cargo", "1.0.0", "1") is False


@pytest.mark.parametrize("text", ["1.0.\u0661", "1" * 257], ids=["digits of another script", "a version of 257 digits"])
def test_no_order_has_to_read_what_is_foreign_or_long(text: str) -> None:
    assert versions.compare("npm", text, "1.0.0") is None
    assert versions.satisfies("npm", "1.0.0", text.replace("1", "1 ") * 20) is None
    assert versions.admits("npm", "*", "1", text) is None


@pytest.mark.process
def test_comparing_npm_versions_imports_no_other_order() -> None:
    code = "import sys; from auditor import versions; versions.compare('npm', '1.0.0', '2.0.0'); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if name.startswith("auditor.versions.")] == ["auditor.versions.semver"]
    assert not {"packaging", "dataclasses", "pathlib", "inspect"} & set(loaded)
