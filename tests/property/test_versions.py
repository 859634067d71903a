"""What must hold for any text, in every ecosystem's order."""

from __future__ import annotations

import re
import time
from functools import cmp_to_key
from importlib import import_module
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import versions

NUMBER = st.integers(0, 3)
PLAIN = {"<": "<%s", "<=": "<=%s", "=": "=%s", ">=": ">=%s", ">": ">%s"}
TAILS = {
    "npm": ["-0", "-alpha", "-alpha.1", "-alpha.beta", "-rc.2", "-10", "+b.1"],
    "pypi": ["a1", "rc1", ".dev1", ".post1", "rc1.dev2", "+abc"],
    "gem": [".a", ".beta.1", "-rc1", ".1", ".0"],
    "composer": ["-beta1", "-RC1", "-alpha", "-dev", "-p1", ".1"],
    "maven": ["-SNAPSHOT", "-rc-1", "-alpha1", ".Final", "-jre", "-1", ".RELEASE", "-M2"],
    "nuget": ["-beta", "-BETA", "-beta.2", "-rc.1", "+b", ".1"],
    "golang": ["-rc.1", "-0.20260101000000-0123456789ab", "+incompatible"],
    "cocoapods": ["-beta.1", "-rc1", ".1", ".0", "+b"],
    "swift": ["-beta.1", "-rc", "+b"],
    "pub": ["-dev.1", "-0", "-beta", "+1", "-beta+2"],
    "terraform": ["-beta1", "-rc1"],
    "wordpress": [".1", ".0"],
}
SIMPLE = dict.fromkeys(("npm", "gem", "composer", "cocoapods", "pub", "terraform", "wordpress"), PLAIN) | {
    "pypi": {**PLAIN, "=": "==%s"},
    "maven": {"<": "(,%s)", "<=": "(,%s]", "=": "[%s]", ">=": "[%s,)", ">": "(%s,)"},
    "nuget": {"<": "(,%s)", "<=": "(,%s]", "=": "[%s]", ">=": "%s", ">": "(%s,)"},
    "golang": {">=": "v%s"},
    "swift": {"=": "exact: %s", ">=": ">= %s", "<": "0.0.0..<%s", "<=": "0.0.0...%s"},
    "pub": {**PLAIN, "=": "%s"},
}
RANGES = {
    "npm": ["^%s", "~%s", "%s.x", "<%s", ">=%s", ">%s", "<=%s", "%s", "%s - 3", "x"],
    "pypi": ["~=%s.0", "==%s", "==%s.*", "!=%s", "!=%s.*", "<%s", ">=%s", ">%s", "<=%s", "^%s", "~%s", "*"],
    "gem": ["~> %s", "= %s", "!= %s", "<%s", ">= %s", ">%s", "<=%s"],
    "composer": ["^%s", "~%s", "%s.*", "!=%s", "<%s", ">=%s", ">%s", "<=%s", "%s", "%s - 2", "*", "dev-main"],
    "maven": ["[%s]", "[%s,)", "(%s,)", "(,%s)", "(,%s]", "[%s,2)", "(%s,3]", "%s", "(,1],[%s,)", "(,%s),(%s,)"],
    "nuget": [
        "%s",
        "[%s]",
        "[%s,)",
        "(%s,)",
        "(,%s)",
        "(,%s]",
        "[%s,2)",
        "(%s,3]",
        "1.*",
        "*",
        "*-*",
        "1.*-b*",
        "[1.*,2)",
    ],
    "golang": ["%s", "v%s"],
    "cocoapods": ["~> %s", "= %s", "!= %s", "<%s", ">= %s", ">%s", "<=%s", "%s"],
    "swift": ["from: %s", "exact: %s", "upToNextMinor: %s", "%s..<3.0.0", "%s...2.1.1", "~> %s", ">= %s", "== %s"],
    "pub": ["^%s", "%s", "<%s", ">=%s", ">%s", "<=%s", "any"],
    "terraform": ["~> %s", "= %s", "!= %s", "<%s", ">= %s", ">%s", "<=%s"],
    "wordpress": ["= %s", "!= %s", "<%s", ">= %s", ">%s", "<=%s", "%s"],
}
JOINS = dict.fromkeys(RANGES, ", ") | {"npm": " || ", "composer": " || ", "maven": ",", "pub": " "}
# what a final version may be besides three numbers
FINALS = {name: ["", ".1", ".0.0.1"] for name in ("gem", "cocoapods", "maven", "wordpress")} | {
    "pypi": ["", ".post0", ".post1", ".post2", ".0.1"],
    "composer": ["", ".1", ".2"],
    "nuget": ["", ".1", ".2"],
}


def numbers(parts: int) -> st.SearchStrategy[str]:
    return st.lists(NUMBER, min_size=parts, max_size=parts).map(lambda found: ".".join(map(str, found)))


def version(ecosystem: str) -> st.SearchStrategy[str]:
    return st.builds(lambda text, tail: text + tail, numbers(3), st.sampled_from(["", "", *TAILS[ecosystem]]))


def requirement(ecosystem: str) -> st.SearchStrategy[str]:
    term = st.builds(
        lambda form, text: form.replace("%s", text),
        st.sampled_from(RANGES[ecosystem]),
        st.one_of(version(ecosystem), numbers(1), numbers(2)),
    )
    joined = st.builds(
        lambda first, join, second: first + join + second, term, st.sampled_from([JOINS[ecosystem], " "]), term
    )
    return st.one_of(term, joined)


ECOSYSTEMS = [name for name in versions._ORDERINGS if name in RANGES]
EACH = pytest.mark.parametrize("ecosystem", ECOSYSTEMS)


@EACH
@settings(deadline=None)
@given(data=st.data())
def test_the_order_is_total(ecosystem: str, data: st.DataObject) -> None:
    found = data.draw(st.lists(version(ecosystem), min_size=2, max_size=8))

    def order(a: str, b: str) -> int:
        answer = versions.compare(ecosystem, a, b)
        assert answer in (-1, 0, 1)
        assert versions.compare(ecosystem, b, a) == -answer
        return answer

    assert all(order(one, one) == 0 for one in found)
    ordered = sorted(found, key=cmp_to_key(order))
    for at, earlier in enumerate(ordered):
        for later in ordered[at + 1 :]:
            assert order(earlier, later) <= 0


@EACH
@settings(deadline=None)
@given(data=st.data())
def test_equal_versions_satisfy_the_same_ranges(ecosystem: str, data: st.DataObject) -> None:
    one, other = data.draw(version(ecosystem)), data.draw(version(ecosystem))
    wanted = data.draw(requirement(ecosystem))
    if versions.compare(ecosystem, one, other) == 0:
        assert versions.satisfies(ecosystem, one, wanted) is versions.satisfies(ecosystem, other, wanted)


@EACH
@settings(deadline=None)
@given(data=st.data())
def test_plain_operators_agree_with_the_order(ecosystem: str, data: st.DataObject) -> None:
    one, other = data.draw(numbers(3)), data.draw(numbers(3))
    answer = versions.compare(ecosystem, one, other)
    assert answer is not None
    holds = {"<": answer < 0, "<=": answer <= 0, "=": answer == 0, ">=": answer >= 0, ">": answer > 0}
    for operator, form in SIMPLE[ecosystem].items():
        assert versions.satisfies(ecosystem, one, form.replace("%s", other)) is holds[operator]


@EACH
@settings(deadline=None)
@given(data=st.data())
def test_any_text_gives_an_answer_or_none(ecosystem: str, data: st.DataObject) -> None:
    known = st.one_of(version(ecosystem), requirement(ecosystem))
    text = st.one_of(
        st.text(),
        st.text("0123456789.*xv-+~^<>=!|,@[]() abdeghlnprstu#_/"),
        known,
        st.builds(str.__add__, known, st.text()),
    )
    one, other = data.draw(text), data.draw(text)
    assert versions.compare(ecosystem, one, other) in (-1, 0, 1, None)
    assert versions.satisfies(ecosystem, one, other) in (True, False, None)
    assert versions.admits(ecosystem, one, other, data.draw(st.none() | text)) in (True, False, None)
    assert versions.release(ecosystem, one) is None or versions.compare(ecosystem, one, one) == 0
    assert versions.is_prerelease(ecosystem, one) in (True, False)


@EACH
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_admits_agrees_with_every_small_version(ecosystem: str, data: st.DataObject) -> None:
    wanted = data.draw(requirement(ecosystem))
    low, high = data.draw(version(ecosystem)), data.draw(version(ecosystem))
    answer = versions.admits(ecosystem, wanted, low, high)
    assert (answer is None) is (versions.satisfies(ecosystem, low, wanted) is None)
    between = [
        text
        for text in (
            ".".join(parts) + tail for parts in product("01234", repeat=3) for tail in FINALS.get(ecosystem, [""])
        )
        if versions.compare(ecosystem, low, text) != 1 and versions.compare(ecosystem, text, high) == -1
    ]
    assert bool(answer) is any(versions.satisfies(ecosystem, text, wanted) for text in between)


PIECES = [
    "1",
    "1.",
    "1.1",
    "-",
    "-1",
    "-a",
    "a.",
    "=",
    "v",
    "^",
    "~",
    "<",
    ">=",
    "*",
    "x",
    "||",
    " ",
    " - ",
    "1 ",
    ",",
    "+",
    "+a",
    "a1",
    "0",
    "!=",
]


@EACH
def test_time_is_linear_in_the_length_of_the_text(ecosystem: str) -> None:
    """The patterns past the limits that a caller meets first, and the functions at those limits."""
    module = import_module(f"auditor.versions.{versions._ORDERINGS[ecosystem]}")
    patterns = [pattern for pattern in vars(module).values() if isinstance(pattern, re.Pattern)]
    slow = []
    for start, piece in product(("", "1.2.3", "1.2.3-", ">="), PIECES):
        text = start + piece * (100_000 // len(piece)) + "\n!"
        began = time.process_time()
        for pattern in patterns:
            pattern.fullmatch(text)
        module.compare(text[:256], text[:255] + "!")
        module.satisfies("1.2.3", text[:4096])
        module.satisfies("1.2.3", text[:4095] + "!")
        if time.process_time() - began > 0.25:
            slow.append((start, piece))
    assert slow == []
