"""What the documentation of an ecosystem says of its ranges, where its own tool is not at hand to be asked."""

from __future__ import annotations

import pytest

from auditor import versions

# range, what it holds, what it does not
NUGET = [
    ("1.0", "1.0 1.0.0 1.0.0.0 1.0.1 2.0.0 99.0 1.1.0-beta 1.0.0+build", "0.9.9 1.0.0-beta 1.0.0-rc.1"),
    ("1.0.0-beta", "1.0.0-beta 1.0.0-BETA 1.0.0-beta.1 1.0.0-rc 1.0.0 2.0.0", "1.0.0-alpha 0.9"),
    ("[1.0]", "1.0 1.0.0 1.0.0.0", "1.0.1 0.9 1.0.0-beta 1.0.0.1"),
    ("(1.0,)", "1.0.1 1.0.0.1 2.0", "1.0 0.9"),
    ("(,1.0]", "1.0 0.9 0.0.1 1.0.0-beta", "1.0.1 1.0.0.1 1.1.0-alpha"),
    ("(,1.0)", "0.9 1.0.0-beta", "1.0 1.0.0.0 2.0"),
    ("[1.0,2.0]", "1.0 1.5 2.0 2.0.0-rc", "0.9 2.0.1 1.0.0-rc"),
    ("(1.0,2.0)", "1.0.1 1.9.9 2.0.0-rc", "1.0 2.0"),
    ("[1.0,2.0)", "1.0 1.9.9.9", "2.0 0.9"),
    (" [ 1.0 , 2.0 ) ", "1.0 1.9.9.9", "2.0 0.9"),
    ("[1.0,]", "1.0 3.0", "0.9"),
    ("*", "0.0.1 1.0 99.9", "1.0.0-beta"),
    ("1.*", "1.0 1.9.9 1.0.0.1", "2.0 0.9 1.1.0-beta"),
    ("1.1.*", "1.1 1.1.9", "1.2 1.0 1.1.1-rc"),
    ("1.1.1.*", "1.1.1 1.1.1.9", "1.1.2 1.1.1.1-rc"),
    ("*-*", "0.0.1 1.0 1.0.0-beta 0.0.0-a", ""),
    ("*-rc*", "0.0.1 1.0 1.0.0-rc.1 1.0.0-RC2", "1.0.0-beta"),
    ("1.*-*", "1.0 1.9.0-beta 1.0.0-alpha", "2.0 2.0.0-beta 0.9"),
    ("1.1.*-beta.*", "1.1.0 1.1.4-beta.2", "1.1.4-rc.1 1.2.0"),
    ("1.0.0-*", "1.0.0 1.0.0-alpha 1.0.0-rc.1", "1.0.1 1.0.1-alpha"),
    ("1.0.0-rc.*", "1.0.0 1.0.0-rc.1", "1.0.0-beta 1.0.1"),
    ("[1.*,2.0)", "1.0 1.9", "2.0 0.9"),
]
PUB = [
    ("any", "0.0.1 1.2.3 2.0.0-dev.1 1.0.0+1", ""),
    ("^1.2.3", "1.2.3 1.9.9 1.3.0-dev 1.2.3+1", "1.2.2 2.0.0 2.0.0-dev.1 1.2.3-dev"),
    ("^0.1.2", "0.1.2 0.1.9", "0.2.0 0.2.0-dev 0.1.1 1.0.0"),
    ("^0.0.3", "0.0.3 0.0.9", "0.1.0 0.0.2"),
    ("^ 1.2.3", "1.2.3", "2.0.0"),
    ("^2.0.0-dev.1", "2.0.0-dev.1 2.0.0-dev.2 2.0.0 2.9.0", "2.0.0-dev.0 3.0.0 1.9.9"),
    ("1.2.3", "1.2.3", "1.2.4 1.2.3+1 1.2.3-dev"),
    (">=1.2.3 <2.0.0", "1.2.3 1.9.9", "2.0.0 2.0.0-dev 1.2.2"),
    (">=1.2.3<2.0.0", "1.2.3 1.9.9", "2.0.0"),
    (">= 1.2.3  < 2.0.0", "1.2.3 1.9.9", "2.0.0"),
    (">=2.0.0-dev <2.0.0", "2.0.0-dev 2.0.0-dev.5", "2.0.0 1.9.9"),
    (">=1.2.3 <=2.0.0", "2.0.0 2.0.0-dev", "2.0.1 2.0.0+1"),
    (">1.2.3", "1.2.4 3.0.0 1.2.3+1", "1.2.3 1.0.0"),
    ("<=1.2.3", "1.2.3 0.0.1 1.2.3-dev", "1.2.4 1.2.3+1"),
    ("<1.2.3-dev.4", "1.2.3-dev.3 1.2.2", "1.2.3-dev.4 1.2.3"),
    (">=2.0.0 <1.0.0", "", "1.0.0 1.5.0 2.0.0"),
    (">=1.0.0 >1.0.0", "1.0.1", "1.0.0"),
    (">1.0.0 >=1.0.0", "1.0.1", "1.0.0"),
    ("<=1.0.0 <1.0.0", "0.9.0", "1.0.0"),
    ("1.2.3 >=1.0.0", "1.2.3", "1.2.4 1.0.0"),
]
SWIFT = [
    ("from: 2.1.0", "2.1.0 2.1.1 2.99.0", "2.0.9 3.0.0 2.2.0-beta.1 3.0.0-beta.1"),
    ('from: "2.1.0"', "2.1.0 2.1.1", "3.0.0"),
    ('.upToNextMajor(from: "2.1.0")', "2.1.0 2.9.9", "3.0.0"),
    ("upToNextMajorVersion: 2.1.0", "2.1.0 2.9.9", "3.0.0"),
    ("from: 0.3.1", "0.3.1 0.9.0", "1.0.0 0.3.0"),
    ("from: 2.0.0-beta.1", "2.0.0-beta.1 2.0.0-beta.2 2.0.0 2.1.0-rc", "3.0.0 3.0.0-beta.1 2.0.0-alpha"),
    ('.upToNextMinor(from: "2.1.3")', "2.1.3 2.1.9", "2.2.0 2.1.2"),
    ("exact: 2.1.0", "2.1.0 v2.1.0 2.1.0+build", "2.1.1 2.1.0-rc"),
    ('.exact("2.1.0-rc")', "2.1.0-rc", "2.1.0"),
    ("2.1.0", "2.1.0", "2.1.1"),
    ('"2.1.0"..<"2.5.0"', "2.1.0 2.4.9", "2.5.0 2.0.9 2.4.0-beta"),
    ('"2.1.0"..."2.5.0"', "2.1.0 2.5.0", "2.5.1 2.4.0-beta"),
    ("2.1.0-beta...2.5.0", "2.1.0-beta 2.2.0-rc", "2.1.0-alpha"),
    ("2.1.0...2.5.0-beta", "2.5.0-alpha 2.5.0-beta", "2.5.0"),
    ("1.0.0..<2.0.0-beta", "1.0.0 2.0.0-alpha", "2.0.0-beta 2.0.0"),
    ("~> 2.1", "2.1.0 2.1 2.9.9", "3.0.0 2.0.9 2.2.0-beta"),
    ("~> 2.1.3", "2.1.3 2.9.9", "3.0.0 2.1.2"),
    ("~> 0.3.1", "0.3.1 0.3.9", "0.4.0 1.0.0 0.3.0"),
    ("~> 2.0.0-beta.1", "2.0.0-beta.1 2.0.0-beta.2 2.0.0 2.1.0", "2.1.0-beta.1 3.0.0"),
    (">= 2.1", "2.1.0 3.0.0", "2.0.9 3.0.0-beta"),
    ("== 2.1.0", "2.1.0", "2.1.1"),
    ("", "1.0.0 9.9.9", "1.0.0-beta"),
]
WORDPRESS = [
    ("5.1", "5.1 5.1.0", "5.1.1 5.0"),
    (">= 5.1, < 6", "5.1 5.9.9", "6 6.0 5.0.9"),
    ("> 5.1", "5.1.1 5.1.0.1", "5.1 5.1.0"),
    ("<=5.1", "5.1 5.0.9", "5.1.1"),
    ("!= 5.1", "5.0 5.2", "5.1.0"),
    ("=5.1", "5.1", "5.2"),
    ("^4.1", "4.1 4.9.9", "5.0 4.0.9"),
    ("~4.6.1", "4.6.1 4.6.9", "4.7 4.6.0"),
    ("4.*", "4.0 4.6.2", "3.9 5"),
    ("^4 || ^5.1", "4.6 5.1", "5.0.9 6"),
]
GOLANG = [
    ("v1.2.3", "v1.2.3 v1.2.4 v1.3.0-rc.1 v2.0.0+incompatible", "v1.2.2 v1.2.3-rc.1"),
    ("v1.2.4-0.20260101000000-0123456789ab", "v1.2.4 v1.2.4-0.20260201000000-0123456789ab", "v1.2.3"),
]
MAVEN = [("4.5.1", "4.5.1 4.5.1.RELEASE 4.5.1-ga", "4.5.2 4.5.0 4.5.1-rc1"), (" [4.5,5) ", "4.5 5-SNAPSHOT", "5 4.4")]
TABLES = {"nuget": NUGET, "pub": PUB, "swift": SWIFT, "wordpress": WORDPRESS, "golang": GOLANG, "maven": MAVEN}
CASES = [pytest.param(name, *row, id=f"{name}: {row[0] or 'nothing'}") for name, rows in TABLES.items() for row in rows]


@pytest.mark.parametrize(("ecosystem", "requirement", "inside", "outside"), CASES)
def test_ranges(ecosystem: str, requirement: str, inside: str, outside: str) -> None:
    assert [text for text in inside.split() if versions.satisfies(ecosystem, text, requirement) is not True] == []
    assert [text for text in outside.split() if versions.satisfies(ecosystem, text, requirement) is not False] == []


NO_RANGE = {
    "nuget": "|$(Auth0Version)|[1.0|1.0]|(1.0)|[1.0)|[]|(,)|[,]|[1,2,3]|1.*.1|**|1.*-|1.0.0-rc*x|[*1,2]|[1,2.*]|^1.0|latest|[a]|[1,b]",
    "pub": "|latest|^any|^1.2|^1.2.3 <2.0.0|1.2|>=1.2|>|==1.2.3|1.2.3.4|1.2.x|1.2.3, 2.0.0",
    "swift": "branch: main|revision: abc|main|from: main|1.0.0..<main|main..<1.0.0|~> x|from: 1.0.0.0|^1.0.0|1.0.0..2.0.0",
    "wordpress": "|latest|trunk|>= 5,|5.1-beta1",
    "golang": "latest|master|>=v1.0.0|v1.x|v1.2.3.4|v01.2.3||upgrade",
    "maven": "|${auth0.version}|[1|1]|(1)|[1)|[2,1]|[1,1)|[]|[1,2,3]|1.0,[2,3)|[1,3],[2,4]|[x y]|[,]x|[1,2),(,3]",
    "cocoapods": ":path => a|^1.0|~> |1.0,|latest",
    "terraform": "v1.0.0|^1.0|1.x|>= 1.0 < 2|==1.0|latest|1.2.3.4|>= 1.0,,",
}
REFUSED = [pytest.param(name, text, id=f"{name}: {text}") for name, row in NO_RANGE.items() for text in row.split("|")]


@pytest.mark.parametrize(("ecosystem", "text"), REFUSED)
def test_what_is_no_range_is_not_comparable(ecosystem: str, text: str) -> None:
    assert versions.satisfies(ecosystem, "1.0.0", text) is None
    assert versions.admits(ecosystem, text, "1", None) is None


ORDERS = {
    "nuget": "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-RC.1 1.0.0 1.0.0.1 1.0.1 1.1 2",
    "pub": "1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.0+1 1.0.0+a 1.0.1 1.1.0 2.0.0",
    "swift": "1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0 1.0.1 v1.1.0 2",
    "wordpress": "0.9 1 1.0.1 1.1 1.10 2.0",
}


@pytest.mark.parametrize(("ecosystem", "row"), ORDERS.items(), ids=list(ORDERS))
def test_order(ecosystem: str, row: str) -> None:
    ordered = row.split()
    for place, one in enumerate(ordered):
        expected = [1] * place + [0] + [-1] * (len(ordered) - place - 1)
        assert [versions.compare(ecosystem, one, other) for other in ordered] == expected


@pytest.mark.parametrize("ecosystem", [*TABLES, "cocoapods", "terraform"])
def test_what_is_no_version_is_not_comparable(ecosystem: str) -> None:
    for text in ("", "-1", "1.0.0.", "1.0.0 2.0.0", "1..0", "main!"):
        if (ecosystem, text) not in {("maven", "1..0"), ("maven", "1.0.0.")}:
            assert versions.compare(ecosystem, text, "1.0.0") is None
            assert versions.compare(ecosystem, "1.0.0", text) is None
            assert versions.satisfies(ecosystem, text, "1.0.0") is None
            assert versions.admits(ecosystem, "1.0.0", text, None) is None
            assert versions.admits(ecosystem, "1.0.0", "1", text) is None
            assert versions.release(ecosystem, text) is None
            assert versions.is_prerelease(ecosystem, text) is False
