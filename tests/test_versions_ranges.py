"""What the recorded pairs cannot say: whether a range admits a line, and what the parts of a version are."""

from __future__ import annotations

import pytest

from auditor import versions

ADMITS = [
    ("pypi", ">=4.7,<5", "4", "5", True, "a range inside its line"),
    ("pypi", ">=4.7,<5", "5", None, False, "a range that ends before the line"),
    ("pypi", "~=4.7.1", "4.8", None, False, "a compatible release keeps its minor"),
    ("pypi", "==4.*", "4.9", "4.10", True, "a wildcard reaches every minor"),
    ("pypi", "==4.7.1,!=4.7.1", "0", None, False, "what is named and excluded"),
    ("pypi", ">4.7,<4.7.post5", "0", None, False, "a plain bound leaves out its own post-releases"),
    ("pypi", ">4.7.post1,<4.7.post3", "0", None, True, "a post-release between two"),
    ("pypi", "<1.0", "1.0rc1", None, False, "a candidate is no final release"),
    ("pypi", ">=1.0b7", "1.0b7", "1.0", False, "between a beta and its release lies no final release"),
    ("pypi", "===1.0+local", "1", "2", True, "an arbitrary local version"),
    ("pypi", "===one", "1", "2", False, "an arbitrary text that is no version"),
    ("pypi", "^4.7", "5", None, False, "Poetry's caret"),
    ("pypi", "^4.7 || ^6", "6", None, True, "Poetry's alternatives"),
    ("pypi", "~4", "4.9", "5", True, "Poetry's tilde on a major"),
    ("pypi", "@ file:a", "4", "5", None, "a path"),
    ("pypi", "^one", "4", "5", None, "a caret before a word"),
    ("pypi", ">=4", "four", None, None, "a low end that is no version"),
    ("pypi", ">=4", "4", "five", None, "a high end that is no version"),
    ("gem", "~> 5.1", "5", "6", True, "a pessimistic range inside its line"),
    ("gem", "~> 5.1", "6", None, False, "a pessimistic range ends at the next major"),
    ("gem", "~> 5.1.0", "5.2", None, False, "a pessimistic range on three numbers"),
    ("gem", ">= 6.0.a, < 6", "6", None, False, "only prereleases of the line"),
    ("gem", "> 5, < 5.0.1", "5", None, True, "a longer version lies between two neighbours"),
    ("gem", "^5", "5", "6", None, "no requirement of RubyGems"),
    ("gem", "= 5", "5", "six", None, "a high end that is no version"),
    ("composer", "^7.8", "7", "8", True, "a caret inside its line"),
    ("composer", "^7.8", "8", None, False, "a caret ends at the next major"),
    ("composer", ">7.8 <7.8.0.1", "7", None, False, "nothing lies between two neighbours"),
    ("composer", "^8@dev", "8", "9", True, "a stability flag changes no line"),
    ("composer", "dev-main", "8", "9", False, "a branch is on no line"),
    ("composer", "dev-main || ^8", "8", "9", True, "a branch or a line"),
    ("composer", "*", "8", "9", True, "anything"),
    ("composer", "1.0.x - 2", "1", "2", None, "a hyphen range with a bad end"),
    ("composer", "^7\n^8", "7", "8", None, "two lines"),
    ("composer", "self.version", "1", "2", None, "the version of the package itself"),
    ("maven", "[1,2)", "2", None, False, "an open end leaves the line out"),
    ("maven", "(1,1.0.1)", "1", "2", True, "a longer version lies between two neighbours"),
    ("maven", "1.45.1", "1", "2", True, "a bare version is on its line"),
    ("maven", "1.45.1", "2", "3", False, "a bare version is on no other line"),
    ("maven", "[2.0-alpha,2.0)", "1", None, False, "only prereleases of the line"),
    ("maven", "(,1],[3,)", "2", "3", False, "sets on both sides of the line"),
    ("maven", "[1,alpha]", "1", None, None, "a reversed range"),
    ("nuget", "7.0", "8", None, True, "the least that will do admits every later line"),
    ("nuget", "7.*", "8", None, False, "what floats stays on its line"),
    ("nuget", "7.*", "7", "8", True, "what floats is on its line"),
    ("nuget", "[7.0,8.0)", "8", None, False, "an open end leaves the line out"),
    ("nuget", "(7.0.0.0,7.0.0.1)", "7", None, False, "nothing lies between two neighbours"),
    ("nuget", "(,8.0)", "7", "8", True, "no lower end"),
    ("golang", "v1.2.3", "2", None, True, "a least version admits every later one"),
    ("golang", "v1.2.3", "0", "1.2.3", False, "and none before it"),
    ("cocoapods", "~> 2.1", "3", None, False, "a pessimistic range ends at the next major"),
    ("cocoapods", "> 2, < 2.0.1", "2", None, True, "a longer version lies between two neighbours"),
    ("cocoapods", "", "2", None, True, "nothing asked for"),
    ("swift", "from: 2.1.0", "3", None, False, "up to the next major"),
    ("swift", "from: 2.1.0", "2", "3", True, "on its line"),
    ("swift", "2.0.0-beta..<2.0.0", "1", None, False, "only prereleases of the line"),
    ("pub", "^2.6.2", "3", None, False, "a caret ends at the next major"),
    ("pub", ">2.0.0 <2.0.1", "2", None, False, "nothing lies between two neighbours"),
    ("pub", "<2.0.0", "1", "2", True, "no lower end"),
    ("pub", "any", "3.0.0-beta", None, True, "anything"),
    ("terraform", "~> 1.2", "2", None, False, "a pessimistic range ends at the next major"),
    ("terraform", "> 1.0.0, < 1.0.1", "1", None, False, "nothing lies between two neighbours"),
    ("terraform", "= 2.0.0-beta1", "2", None, False, "an exact prerelease is no final release"),
    ("wordpress", ">= 5.1, < 6", "6", None, False, "an upper end leaves the line out"),
    ("wordpress", "^4", "5", None, False, "a range of Composer's ends where Composer says"),
    ("wordpress", "^4", "4", "5", True, "a range of Composer's starts where Composer says"),
    ("wordpress", "trunk", "4", "5", None, "a branch is no range"),
    ("wordpress", "> 5, < 5.0.1", "5", None, True, "a longer version lies between two neighbours"),
]


@pytest.mark.parametrize(
    ("ecosystem", "requirement", "low", "high", "expected"),
    [pytest.param(*row[:5], id=f"{row[0]}: {row[5]}") for row in ADMITS],
)
def test_admits(ecosystem: str, requirement: str, low: str, high: str | None, expected: bool | None) -> None:
    assert versions.admits(ecosystem, requirement, low, high) is expected


PARTS = [
    ("pypi", "1!2.0.post1", (2, 0), False),
    ("pypi", "1.0.0b7", (1, 0, 0), True),
    ("pypi", "1.0.dev1", (1, 0), True),
    ("pypi", "1.0.x", None, False),
    ("gem", "5.18.1", (5, 18, 1), False),
    ("gem", "5.0.0-rc1", (5, 0, 0), True),
    ("gem", "five", None, False),
    ("composer", "v7.8.0", (7, 8, 0, 0), False),
    ("composer", "8.0.0-BETA3", (8, 0, 0, 0), True),
    ("composer", "8.0.0-patch1", (8, 0, 0, 0), False),
    ("composer", "8.x-dev", (8, 9999999, 9999999, 9999999), True),
    ("composer", "dev-main", None, True),
    ("composer", "2021-01-31", (2021, 1, 31), False),
    ("maven", "2.10.1.RELEASE", (2, 10, 1), False),
    ("maven", "33.0.0-jre", (33, 0, 0), False),
    ("maven", "1.0-rc1-SNAPSHOT", (1, 0), True),
    ("maven", "alpha", None, True),
    ("nuget", "7.48", (7, 48, 0, 0), False),
    ("nuget", "7.48.0-beta.2+5", (7, 48, 0, 0), True),
    ("golang", "v2.0.0+incompatible", (2, 0, 0), False),
    ("golang", "v0.0.0-20260101000000-0123456789ab", (0, 0, 0), True),
    ("cocoapods", "2.10", (2, 10), False),
    ("cocoapods", "5.0.0-beta.1", (5, 0, 0), True),
    ("cocoapods", "5.0.0+beta", (5, 0, 0), False),
    ("swift", "v2.1", (2, 1, 0), False),
    ("swift", "2.1.0-rc", (2, 1, 0), True),
    ("pub", "2.0.0-beta.1", (2, 0, 0), True),
    ("pub", "2.0.0+1", (2, 0, 0), False),
    ("terraform", "1.2", (1, 2, 0), False),
    ("terraform", "1.2.3-beta", (1, 2, 3), True),
    ("wordpress", "5.1", (5, 1), False),
]


@pytest.mark.parametrize(("ecosystem", "version", "numbers", "prerelease"), PARTS)
def test_the_parts_of_a_version(
    ecosystem: str, version: str, numbers: tuple[int, ...] | None, prerelease: bool
) -> None:
    assert versions.release(ecosystem, version) == numbers
    assert versions.is_prerelease(ecosystem, version) is prerelease
