"""The plain-text view of a matrix: it has every row, fits a wide terminal and is found by id or by package."""

from __future__ import annotations

import pytest

from auditor.maintain.show import show
from auditor.matrix import MatrixError, load

MATRIX = load()
ALL = show(MATRIX)


def block(text: str, heading: str) -> list[list[str]]:
    """The cells under a heading, split where two spaces are."""
    lines = text[text.index(f"\n{heading}\n") :].split("\n\n", maxsplit=1)[0].strip().split("\n")[1:]
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]


def test_the_first_lines_say_which_matrix_and_how_old_it_is() -> None:
    first = ALL.split("\n")[:2]
    assert (
        first[0]
        == f"Auth0 Product Support Matrix, as of {MATRIX.revision}, last compared with upstream on {MATRIX.checked}"
    )
    assert first[1] == MATRIX.page_url


def test_every_table_has_all_its_rows_in_the_order_of_the_page() -> None:
    rows = [row for id_ in MATRIX.product_ids() for row in MATRIX.product(id_).rows if row.valid_until is None]
    rows += [target.row for target in MATRIX.targets()]
    rows += MATRIX.listings()
    for table, heading in MATRIX.tables.items():
        wanted = [row for row in sorted(rows, key=lambda row: row.line) if f"{row.section}/{row.table}" == table]
        cells = [cells[:2] for cells in block(ALL, heading)]
        assert cells == [[row.name, MATRIX.levels[row.level].label] for row in wanted]


@pytest.mark.parametrize(
    "cells",
    [
        ["Auth0 Node", "Supported", "7.2.0", "npm:auth0"],
        ["Auth0 .NET", "Supported", "7.49.0, 10.3.0", "nuget:Auth0.AuthenticationApi +2"],
        ["JWT Auth Bundle (v3)", "Bug Fixes", "3.4.0", "composer:auth0/symfony"],
        ["JWT Auth Bundle", "Supported", "5.8.0", "composer:auth0/symfony"],
    ],
    ids=lambda cells: cells[0],
)
def test_a_row_shows_level_newest_releases_and_packages(cells: list[str]) -> None:
    assert cells in block(ALL, "Supported Auth0 libraries and SDKs > Auth0 SDKs")


@pytest.mark.parametrize(
    "cells",
    [
        ["Auth0 Deploy CLI", "npm:auth0-deploy-cli"],
        ["JWT Decode", "general", "npm:jwt-decode"],
        ["Express OAuth2 Bearer", "replaced", "npm:express-oauth2-bearer"],
    ],
    ids=lambda cells: cells[0],
)
def test_an_unlisted_product_is_shown_with_what_is_special_about_it(cells: list[str]) -> None:
    assert cells in block(ALL, "Published by the vendor, not listed")


def test_name_traps_are_shown_with_the_right_name() -> None:
    cells = block(ALL, "Names that are not what they seem")
    assert ["npm:auth0-react", "confusable", "@auth0/auth0-react"] in cells
    assert ["npm:auth0-cli", "confusable", "-"] in cells


def test_no_line_is_too_long_or_ends_in_space() -> None:
    texts = [ALL, *(show(MATRIX, id_) for id_ in MATRIX.product_ids())]
    lines = [line for text in texts for line in text.split("\n")]
    assert max(len(line) for line in lines if "https:" not in line) <= 120
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_product_is_found_by_its_id_and_by_each_of_its_names() -> None:
    text = show(MATRIX, "go-auth0")
    assert (
        text == show(MATRIX, "golang:github.com/auth0/go-auth0") == show(MATRIX, "golang:github.com/auth0/go-auth0/v2")
    )
    assert show(MATRIX, "maven:com.auth0:auth0").startswith("Auth0 Java (auth0-java)\n")


@pytest.mark.parametrize(
    ("id_", "line"),
    [
        ("go-auth0", "  3 is called github.com/auth0/go-auth0/v3"),
        ("go-auth0", "  Supported: Go Auth0, newest release only, from 2025-12-18 (line 137 of the page)"),
        ("lock-android", "  Bug Fixes: Lock.Android v2, version 2 (line 97 of the page)"),
        ("auth0-js", "  6 cut off 2018-08-06: The Legacy Lock API was switched off: this line cannot log in."),
        ("auth0-php", "  7 ended 2022-11: Critical fixes until November 2022. (auth0/auth0-PHP README.md, branch 7.x)"),
        ("auth0-flutter", "pub:auth0_flutter  newest 2.6.2, a newer one may exist; 3.0.0 seen, not confirmed"),
        ("auth0-flutter", "  3     3.0.0?  2026-10-29  3.0.0?  2026-10-29"),
        ("auth0-servlet", "  replaced: No longer maintained, says its README. (auth0/auth0-servlet README.md)"),
        ("auth0-servlet", "  successor: Auth0 Java MVC Common, by its README."),
        ("node-auth0", "  4 needs node >=18 (package.json of 4.37.1)"),
        ("node-auth0", "  to 7  https://github.com/auth0/node-auth0/blob/master/v7_MIGRATION_GUIDE.md"),
        ("auth0-cordova", "  general  https://github.com/auth0/auth0-cordova/blob/master/MIGRATION_GUIDE.md"),
        ("jwt-decode", "  not listed, a library that is useful without the vendor"),
        ("auth0-deploy-cli", "  not listed"),
        ("auth0-aspnet-owin", "  No release uses the state parameter, so every one is open to cross-site request forgery."),
        ("rule-utilities", "npm:@auth0/rule-utilities  newest none known"),
    ],
)  # fmt: skip
def test_a_product_shows_each_kind_of_fact(id_: str, line: str) -> None:
    assert line in show(MATRIX, id_).split("\n")


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("auth0-raect", "the nearest is auth0-react"),
        ("npm:@auth0/auth-react", "the nearest is npm:@auth0/auth0-react"),
        ("zzz", "matrix-audit matrix show lists them"),
    ],
)
def test_an_unknown_name_gets_the_nearest(wanted: str, hint: str) -> None:
    with pytest.raises(MatrixError, match=f"no product or package {wanted}; {hint}"):
        show(MATRIX, wanted)
