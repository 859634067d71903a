"""A new range in the author's style: what stands in a manifest, the wanted version, and what it becomes, in every ecosystem."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import versions
from auditor.restyle import custom, meant, restyled
from auditor.scanners import _gradle

TABLE = [
    ("npm", "^1.22.6", "2.28.3", "^2.28.3"),
    ("npm", "^1", "2.28.3", "^2"),
    ("npm", "^0.16", "0.17.2", "^0.17"),
    ("npm", "~1.2.3", "2.28.3", "~2.28.3"),
    ("npm", "~1.2", "2.28.3", "~2.28"),
    ("npm", "~> 1.2", "2.28.3", "~> 2.28"),
    ("npm", "1.2.3", "2.28.3", "2.28.3"),
    ("npm", "=1.2.3", "2.28.3", "=2.28.3"),
    ("npm", "v1.2.3", "2.28.3", "v2.28.3"),
    ("npm", "1", "2.28.3", "2"),
    ("npm", "1.2", "2.28.3", "2.28"),
    ("npm", "1.x", "2.28.3", "2.x"),
    ("npm", "1.2.X", "2.28.3", "2.28.X"),
    ("npm", "1.*", "2.28.3", "2.*"),
    ("npm", ">=1.2.3 <2", "2.28.3", ">=2.28.3 <3"),
    ("npm", ">=1.2.3 <2.0.0", "2.28.3", ">=2.28.3 <3.0.0"),
    ("npm", ">=1.2.3 <2.0.0-0", "2.28.3", ">=2.28.3 <3.0.0-0"),
    ("npm", ">= 1.2 < 1.3", "2.28.3", ">= 2.28 < 2.29"),
    ("npm", ">1.2.3 <2", "2.28.3", ">=2.28.3 <3"),
    ("npm", "<2", "2.28.3", "<3"),
    ("npm", "1.2.3 - 1.9.0", "2.28.3", "^2.28.3"),
    ("npm", "^1 || ^2", "3.1.0", "^3"),
    ("npm", "^1.0.0||^2.0.0", "3.1.0", "^3.1.0"),
    ("npm", "^1.0.0-beta.1", "2.28.3", "^2.28.3"),
    ("npm", "^1.0.0", "2.0.0-beta.3", "^2.0.0-beta.3"),
    ("npm", "*", "2.28.3", "^2.28.3"),
    ("npm", "latest", "2.28.3", "^2.28.3"),
    ("pypi", "==4.7.1", "6.8.0", "==6.8.0"),
    ("pypi", "== 4.7.1", "6.8.0", "== 6.8.0"),
    ("pypi", "===4.7.1", "6.8.0", "===6.8.0"),
    ("pypi", "==4.*", "6.8.0", "==6.*"),
    ("pypi", "==4.7.*", "6.8.0", "==6.8.*"),
    ("pypi", "~=4.7", "6.8.0", "~=6.8"),
    ("pypi", "~=4.7.1", "6.8.0", "~=6.8.0"),
    ("pypi", ">=4,<5", "6.8.0", ">=6,<7"),
    ("pypi", ">=4.7.1, <5.0", "6.8.0", ">=6.8.0, <7.0"),
    ("pypi", ">=4,!=4.2,<5", "6.8.0", ">=6,!=4.2,<7"),
    ("pypi", "<5", "6.8.0", "<7"),
    ("pypi", "^4.7", "6.8.0", "^6.8"),
    ("pypi", "~4.7", "6.8.0", "~6.8"),
    ("pypi", "4.7.1", "6.8.0", "6.8.0"),
    ("pypi", "==1.0.0b5", "1.0.0b20", "==1.0.0b20"),
    ("pypi", "*", "6.8.0", ">=6.8.0,<7"),
    ("gem", "'~> 4.0'", "5.19.0", "'~> 5.19'"),
    ("gem", '"~> 4.0.1"', "5.19.0", '"~> 5.19.0"'),
    ("gem", "'>= 4.0', '< 5'", "5.19.0", "'>= 5.19', '< 6'"),
    ("gem", '["~> 4.0", ">= 4.0.2"]', "5.19.0", '["~> 5.19", ">= 5.19.0"]'),
    ("gem", "4.0.1", "5.19.0", "5.19.0"),
    ("composer", "^7.0", "8.19.0", "^8.19"),
    ("composer", "~7.2.1", "8.19.0", "~8.19.0"),
    ("composer", "7.*", "8.19.0", "8.*"),
    ("composer", "^7.0 || ^8.0.0", "9.1.0", "^9.1.0"),
    ("composer", "^7.0|^8.0", "9.1.0", "^9.1"),
    ("composer", ">=7.0 <8.0", "8.19.0", ">=8.19 <9.0"),
    ("composer", "7.2.3", "8.19.0", "8.19.0"),
    ("golang", "v1.2.3", "v1.47.0", "v1.47.0"),
    ("nuget", "1.2.3", "2.0.1", "2.0.1"),
    ("nuget", "[1.2.3]", "2.0.1", "[2.0.1]"),
    ("nuget", "[1.0,2.0)", "2.4.1", "[2.4,3.0)"),
    ("nuget", "1.2.*", "2.4.1", "2.4.*"),
    ("nuget", "(,2.0)", "2.4.1", "(,3.0)"),
    ("maven", "1.2.3", "2.0.1", "2.0.1"),
    ("maven", "[1.0,2.0)", "2.4.1", "[2.4,3.0)"),
    ("maven", "[1.2.3]", "2.4.1", "[2.4.1]"),
    ("swift", 'from: "1.38.0"', "2.15.0", 'from: "2.15.0"'),
    ("swift", '.upToNextMajor(from: "1.38.0")', "2.15.0", '.upToNextMajor(from: "2.15.0")'),
    ("swift", '"1.0.0"..<"2.0.0"', "2.15.0", '"2.15.0"..<"3.0.0"'),
    ("swift", '"1.0.0"..."1.9.9"', "2.15.0", 'from: "2.15.0"'),
    ("swift", 'exact: "1.2.3"', "2.15.0", 'exact: "2.15.0"'),
    ("swift", "~> 1.2", "2.15.0", "~> 2.15"),
    ("cocoapods", "'~> 1.38'", "2.15.0", "'~> 2.15'"),
    ("cocoapods", "'1.38.0'", "2.15.0", "'2.15.0'"),
    ("cocoapods", "'>= 1.0', '< 2.0'", "2.15.0", "'>= 2.15', '< 3.0'"),
    ("npm", "^1.2.0", "v2.6.2", "^2.6.2"),
    ("pub", "^1.2.0", "2.6.2", "^2.6.2"),
    ("pub", ">=1.2.0 <2.0.0", "2.6.2", ">=2.6.2 <3.0.0"),
    ("pub", "1.2.0", "2.6.2", "2.6.2"),
    ("pub", "any", "2.6.2", "^2.6.2"),
    ("terraform", '"~> 0.50"', "1.30.0", '"~> 1.30"'),
    ("terraform", "~> 1.0.0", "1.30.0", "~> 1.30.0"),
    ("terraform", ">= 0.50, < 1.0", "1.30.0", ">= 1.30, < 2.0"),
    ("terraform", "= 0.50.1", "1.30.0", "= 1.30.0"),
]


@pytest.mark.parametrize(("ecosystem", "text", "version", "expected"), TABLE, ids=str)
def test_the_new_range_is_in_the_authors_style_and_its_ecosystem_takes_it(
    ecosystem: str, text: str, version: str, expected: str
) -> None:
    assert restyled(ecosystem, text, version) == expected
    assert versions.satisfies(ecosystem, version, meant(ecosystem, expected)) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.+", "2.+"),
        ("1.2.+", "2.4.+"),
        ("[1.0,2.0[", "[2.4,3.0["),
        ("1.2.3!!", "2.4.1!!"),
        ("latest.release", "2.4.1"),
    ],
)
def test_gradles_notations_stay(text: str, expected: str) -> None:
    def accept(candidate: str) -> bool:
        wanted = _gradle.meaning(candidate)[0]
        return wanted is not None and versions.satisfies("maven", "2.4.1", wanted) is True

    assert restyled("maven", text, "2.4.1", accept) == expected


@pytest.mark.parametrize(
    ("ecosystem", "text", "version", "expected"),
    [
        ("npm", "^1.0.0", "2.28.3", "^1.0.0 || ^2.28.3"),
        ("npm", ">=1 <2", "2.28.3", ">=1 <2 || >=2 <3"),
        ("composer", "^7.0", "8.19.0", "^7.0 || ^8.19"),
    ],
)
def test_a_peers_range_is_widened(ecosystem: str, text: str, version: str, expected: str) -> None:
    assert restyled(ecosystem, text, version, widen=True) == expected
    assert versions.satisfies(ecosystem, version, expected) is True


def test_what_is_not_accepted_gives_way_to_the_ecosystems_own_style() -> None:
    def accept(candidate: str) -> bool:
        return versions.satisfies("npm", "2.28.3", candidate) is True and not versions.satisfies(
            "npm", "1.0.0", candidate
        )

    assert restyled("npm", "<2", "2.28.3", accept) == "^2.28.3"


@pytest.mark.parametrize(("ecosystem", "text"), [("npm", "^2.28.3"), ("golang", "v2.28.3"), ("wordpress", "1.2.3x")])
def test_nothing_is_made_where_nothing_new_fits(ecosystem: str, text: str) -> None:
    assert restyled(ecosystem, text, "2.28.3", lambda _: False) is None


@pytest.mark.parametrize(("ecosystem", "version"), [("npm", "not a version"), ("runtime", "5.2.0")])
def test_some_versions_have_no_customary_range(ecosystem: str, version: str) -> None:
    assert custom(ecosystem, version) is None


@given(
    st.sampled_from(
        ["npm", "pypi", "gem", "composer", "nuget", "maven", "pub", "terraform", "cocoapods", "swift", "golang"]
    ),
    st.text(alphabet="0123456789.xX*^~<>=!|, -+()[]'\"vabc", max_size=24),
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)),
)
def test_whatever_is_written_the_answer_is_nothing_or_admits_the_version(
    ecosystem: str, text: str, numbers: tuple[int, int, int]
) -> None:
    version = ("v" if ecosystem == "golang" else "") + ".".join(map(str, numbers))
    new = restyled(ecosystem, text, version)
    assert new is None or versions.satisfies(ecosystem, version, meant(ecosystem, new)) is True


@pytest.mark.parametrize("sign", [" ", "(", "'"], ids=["blanks", "brackets", "quotes"])
def test_a_long_row_behind_a_version_takes_no_time(sign: str) -> None:
    start = time.process_time()
    restyled("npm", "^1.0.0" + sign * 40_000, "2.28.3", lambda _: False)
    assert time.process_time() - start < 2
