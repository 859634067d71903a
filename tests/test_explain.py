"""``explain``: every rule on one screen, packages by each of their names, traps, and what is known by no name at all."""

from __future__ import annotations

import pytest

from auditor.cli import main
from auditor.commands.explain import of_package
from auditor.matrix import load
from auditor.rules import RESERVED, describe, every_rule
from auditor.scanners import modules
from trees import ACME

SDK_SCREEN = """\
npm:@acme/sdk  -  Acme SDK
  listed as Supported: row 'Acme SDK' (the newest line)
  newest release: 3.2.0 (2026-05-20)
  lines:
    1       1.0.0 2020-01-10  to 1.9.0 2022-01-10  stopped working 2023-05-01
    2       2.0.0 2022-02-01  to 2.8.0 2026-03-01
    3       3.0.0 2026-04-01  to 3.2.0 2026-05-20  needs node >=20
  guide: https://docs.example.test/sdk-3
  source: CHANGELOG.md
"""


def explain(capsys: pytest.CaptureFixture[str], subject: str, *more: str) -> str:
    assert main(["explain", subject, *(more or ("--matrix", str(ACME)))]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_what_nobody_described_is_told_with_what_was_perhaps_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(capsys, "npm:@acme-labs/new").splitlines() == [
        "npm:@acme-labs/new  -  @acme-labs/new",
        "  not listed: Acme support does not take questions about it",
        "  only Acme publishes under such a name; the matrix knows no more of it",
    ]
    assert "; did you mean @auth0/auth0-react?\n" in explain(capsys, "npm:@auth0/auth-react", "--matrix", "auth0")


@pytest.mark.parametrize("rule", every_rule().values(), ids=every_rule())
def test_every_rule_is_one_screen_with_what_it_is_what_to_do_and_how_to_ignore_it(
    rule: object, capsys: pytest.CaptureFixture[str]
) -> None:
    known = every_rule()[str(getattr(rule, "id", ""))]
    out = explain(capsys, known.id)
    lines = out.split("\n")
    assert lines[:2] == [f"{known.id}  {known.name}  ({known.default})", f"{known.short}."]
    assert (f'rule = "{known.id}"' in out) is (known.id != "MA904")
    assert f"    {known.example}" in lines
    assert " ".join(known.remedy.split()) in " ".join(out.split())
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 120
    assert explain(capsys, known.name) == explain(capsys, known.id.lower()) == out


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("MA102", 'package = "npm:..."'),
        ("MA203", 'path = "..."'),
        ("MA901", 'path = "..."'),
        ("MA902", 'rule = "MA902"\n    reason = "why'),
        ("MA904", '[tool.matrix-audit.severity]\n    MA904 = "off"'),
    ],
)
def test_an_ignore_names_what_the_rule_is_about(rule: str, key: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert key in explain(capsys, rule)


@pytest.mark.parametrize("rule", [id_ for id_ in RESERVED if describe(id_) is None])
def test_a_reserved_rule_says_that_it_is_not_checked(rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = f"{rule}  {RESERVED[rule]}\n\nThis release does not check it; the id is reserved.\n"
    assert explain(capsys, rule) == explain(capsys, RESERVED[rule].upper()) == said


@pytest.mark.parametrize(
    "subject",
    [
        "@acme/sdk",
        "npm:@acme/sdk",
        " npm:@acme/sdk ",
        "pkg:npm/%40acme/sdk",
        "pkg:npm/%40acme%2Fsdk",
        "pkg:npm/@acme/sdk",
        "pkg:npm/%40acme/sdk@1.2.3",
        "pkg:npm/@acme/sdk@1.2.3?arch=x#y",
    ],
)
def test_a_package_goes_by_its_name_with_or_without_ecosystem_or_as_purl(
    subject: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain(capsys, subject) == SDK_SCREEN


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("acme-old", "  out of maintenance since 2024-02-01: The README calls it deprecated. (README.md)"),
        ("acme-old", "  instead: Acme SDK does all that it did."),
        ("@acme/extra", "  not listed: Acme support does not take questions about it"),
        ("acme-widget", "  listed as Bug Fixes: row 'Acme Widget v3' (line 3)"),
        ("acme-widget", "ended 2022-12-31: Version 2 gets no more fixes."),
        ("@acme/web", "    2       2.0.0  to 2.1.0 2026-05-01"),
        ("acme-sdk", "npm:acme-sdk  -  not a product of the matrix"),
        ("npm:acmee-sdk", "  careful, impersonating: It sends tokens away. (advisory 1)"),
        ("acme-sdk", "  meant was perhaps @acme/sdk"),
    ],
)
def test_a_screen_tells_what_the_matrix_knows(subject: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said in explain(capsys, subject)


@pytest.mark.parametrize(
    ("subject", "packages"),
    [
        ("auth0", ["npm:auth0", "gem:auth0", "wordpress:auth0"]),
        ("pkg:maven/com.auth0/auth0", ["maven:com.auth0:auth0"]),
        ("maven:com.auth0:auth0", ["maven:com.auth0:auth0"]),
        ("Auth0_Python", ["pypi:auth0-python"]),
    ],
)
def test_a_name_may_stand_in_several_ecosystems_and_is_normalised_by_each(
    subject: str, packages: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = explain(capsys, subject, "--matrix", "auth0")
    heads = [line.partition("  -  ")[0] for line in out.split("\n") if "  -  " in line]
    assert heads == packages


def test_every_package_of_the_bundled_matrix_has_its_screen() -> None:
    matrix = load()
    for ecosystem, name in matrix.names():
        match = matrix.match(ecosystem, name)
        assert match is not None
        out = of_package(matrix, match)
        assert out.startswith(f"{ecosystem}:{match.package.name}  -  {match.product.name}\n")
        dates = [line.split("  needs ")[0] for line in out.split("\n")]
        assert not [line for line in dates if "<=" in line.partition("ended")[0]]


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        (
            "npm:@acme/sdkk",
            "npm:@acme/sdkk is neither a rule nor a package of the acme matrix; the nearest is npm:@acme/sdk",
        ),
        ("MA10", "; the nearest is MA108"),
        ("outdated-relase", "; the nearest is outdated-release"),
        ("format", "; the nearest is formats"),
        ("zzzz\x1b[2J", "is neither a rule nor a package of the acme matrix"),
        ("pkg:npm/unknown", "is neither a rule nor a package of the acme matrix"),
    ],
)
def test_an_unknown_name_is_one_line_that_names_the_nearest(
    subject: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", subject, "--matrix", str(ACME)]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert said in captured.err
    assert "\x1b" not in captured.err


def test_the_tables_of_rules_and_formats_are_complete(capsys: pytest.CaptureFixture[str]) -> None:
    table = explain(capsys, "rules").split("\n")
    assert [line.split(" | ")[0].removeprefix("| ") for line in table[2:-1]] == sorted(every_rule())
    text = explain(capsys, "formats")
    assert all(f"`{claim}`" in text for module in modules().values() for claim in module.CLAIMS)


def test_rules_are_found_by_id_and_name_in_any_case_and_no_other_way() -> None:
    assert describe(" ma102 ") == describe("UNSUPPORTED-LINE") == every_rule()["MA102"]
    assert describe("MA1") is None
    assert list(every_rule()) == sorted(every_rule())
    assert not set(RESERVED) & {"MA101", "MA901"}
