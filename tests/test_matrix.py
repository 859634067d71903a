"""The bundled matrix: its rows against the page's own counts, look-up, types, loading and the cost of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.compile_matrix import compile_folder
from auditor.matrix import FORMAT, Line, Match, Matrix, MatrixError, Package, Release, latest_day, load, normalise

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(os.path.dirname(HERE), "matrix", "auth0")
MATRIX = load()
PRODUCTS = [MATRIX.product(id_) for id_ in MATRIX.product_ids()]
PACKAGES = [(product, package) for product in PRODUCTS for package in product.packages]
ROWS = [
    *(row for product in PRODUCTS for row in product.rows if row.valid_until is None),
    *(target.row for target in MATRIX.targets()),
    *MATRIX.listings(),
]


def found(ecosystem: str, name: str) -> Match:
    match = MATRIX.match(ecosystem, name)
    assert match is not None
    return match


def package(ecosystem: str, name: str) -> Package:
    return found(ecosystem, name).package


def successor(ecosystem: str, name: str) -> Mapping[str, str] | None:
    target = package(ecosystem, name).successor
    return target and target.packages


def newest(package: Package) -> str | None:
    return package.latest and package.latest.version


def line(ecosystem: str, name: str, id_: str) -> Line:
    return next(line for line in package(ecosystem, name).lines if line.id == id_)


# The page at 092b879e3, counted by table and by level when it was read.
def test_every_row_of_the_page_is_there_once() -> None:
    assert len(ROWS) == len({row.id for row in ROWS}) == len({row.line for row in ROWS}) == 114


def test_levels_are_as_many_as_the_page_prints() -> None:
    counts = {"supported": 93, "sustained": 14, "bug-fixes": 5, "community": 1, "partner": 1}
    assert Counter(row.level for row in ROWS) == counts


def test_tables_are_as_long_as_on_the_page() -> None:
    assert Counter(f"{row.section}/{row.table}" for row in ROWS) == {
        "browsers/dashboard-desktop": 4,
        "browsers/authentication-desktop": 5,
        "browsers/authentication-mobile": 2,
        "operating-systems/dashboard": 4,
        "operating-systems/authentication": 6,
        "libraries/lock": 4,
        "libraries/sdk": 41,
        "libraries/iac": 2,
        "libraries/cms": 1,
        "samples/native": 13,
        "samples/spa": 5,
        "samples/webapp": 14,
        "samples/backend": 9,
        "marketplace/marketplace": 2,
        "extensions/extensions": 2,
    }


def test_the_tables_follow_each_other_down_the_page() -> None:
    spans: dict[str, list[int]] = {}
    for row in ROWS:
        spans.setdefault(f"{row.section}/{row.table}", []).append(row.line)
    in_order = [spans[table] for table in MATRIX.tables]
    assert all(max(before) < min(after) for before, after in pairwise(in_order))
    assert all(max(lines) - min(lines) + 1 == len(lines) for lines in in_order)


@pytest.mark.parametrize(
    ("level", "support", "fixes", "features"),
    [
        ("supported", True, True, True),
        ("sustained", True, True, False),
        ("bug-fixes", False, True, False),
        ("community", False, False, False),
        ("partner", False, False, False),
    ],
)
def test_a_level_promises_what_the_page_says_and_silence_is_no(
    level: str, support: bool, fixes: bool, features: bool
) -> None:
    assert MATRIX.levels[level][2:] == (support, fixes, features)


def test_only_three_rows_of_libraries_name_a_version_beside_jwt_auth_bundle() -> None:
    assert {row.name: row.versions for row in ROWS if row.versions.isdigit()} == {
        "Lock.Android v3": "3",
        "Lock.Android v2": "2",
        "Lock for iOS v2": "2",
        "JWT Auth Bundle (v3)": "3",
    }


def test_every_listed_product_but_the_plugin_directory_has_a_verified_newest_release() -> None:
    without = [package.name for product, package in PACKAGES if package.rows and package.latest is None]
    assert without == ["auth0"]
    assert all(package.latest.verified for _, package in PACKAGES if package.latest)


def test_every_package_has_evidence() -> None:
    assert all(package.evidence for _, package in PACKAGES)


@pytest.mark.parametrize(
    ("ecosystem", "name", "product", "latest"),
    [
        ("npm", "@auth0/auth0-react", "auth0-react", "2.27.0"),
        ("npm", "auth0", "node-auth0", "7.2.0"),
        ("pypi", "Auth0_Python", "auth0-python", "6.8.0"),
        ("pypi", "auth0-server-python", "auth0-server-python", "1.0.0b20"),
        ("nuget", "auth0.managementapi", "auth0-net", "10.3.0"),
        ("nuget", "Auth0.AuthenticationApi", "auth0-net", "7.49.0"),
        ("maven", "com.auth0:auth0", "auth0-java", "5.3.0"),
        ("maven", "com.auth0:mvc-auth-commons", "auth0-java-mvc-common", "1.12.1"),
        ("composer", "auth0/login", "laravel-auth0", "7.22.0"),
        ("composer", "Auth0/Auth0-PHP", "auth0-php", "9.3.0"),
        ("gem", "omniauth-auth0", "omniauth-auth0", "3.1.1"),
        ("swift", "github.com/auth0/auth0.swift", "auth0-swift", "3.1.0"),
        ("cocoapods", "Auth0", "auth0-swift", "3.1.0"),
        ("pub", "auth0_flutter", "auth0-flutter", "2.6.2"),
        ("terraform", "auth0/auth0", "terraform-provider-auth0", "1.55.0"),
        ("golang", "github.com/auth0/go-auth0", "go-auth0", "v3.6.0"),
    ],
)
def test_a_package_is_found_by_its_ecosystems_name(ecosystem: str, name: str, product: str, latest: str) -> None:
    match = found(ecosystem, name)
    assert (match.product.id, newest(match.package), match.line_name) == (product, latest, None)


@pytest.mark.parametrize(
    ("ecosystem", "name", "main", "lines"),
    [
        ("golang", "github.com/auth0/go-auth0/v2", "github.com/auth0/go-auth0", ["2"]),
        ("golang", "github.com/auth0/go-jwt-middleware/v3", "github.com/auth0/go-jwt-middleware", ["3"]),
        ("composer", "auth0/jwt-auth-bundle", "auth0/symfony", ["0", "1", "2", "3", "4"]),
        ("composer", "auth0/wp-auth0", "auth0/wordpress", ["1", "2", "3", "4"]),
    ],
)
def test_a_name_of_some_lines_only_is_found_and_said(ecosystem: str, name: str, main: str, lines: list[str]) -> None:
    match = found(ecosystem, name)
    assert (match.package.name, match.line_name) == (main, name)
    assert [line.id for line in match.package.lines if line.name == name] == lines


@pytest.mark.parametrize(
    ("ecosystem", "name"),
    [
        ("npm", "react"),
        ("npm", "@AUTH0/auth0-react"),
        ("cargo", "auth0"),
        ("golang", "github.com/auth0/go-auth0/v9"),
        ("npm", "fastify-auth0-verify"),
        ("npm", "@types/auth0"),
        ("npm", "@pulumi/auth0"),
    ],
)
def test_other_packages_are_not_of_the_vendor(ecosystem: str, name: str) -> None:
    assert MATRIX.match(ecosystem, name) is None


def test_every_name_of_the_index_leads_to_its_package() -> None:
    names = list(MATRIX.names())
    assert len(names) == len(set(names)) == 163
    assert all(MATRIX.match(*name) for name in names)


def test_a_name_is_known_if_it_is_a_product_or_a_trap() -> None:
    assert MATRIX.knows("pypi", "Auth0_Python")
    assert MATRIX.knows("npm", "auth0-legacy")
    assert not MATRIX.knows("npm", "react")


def test_rows_cover_one_line_or_the_newest() -> None:
    assert [row.versions for row in package("composer", "auth0/symfony").rows] == ["3", "latest", "4"]
    assert [row.name for row in package("terraform", "auth0/auth0").rows] == [
        "Auth0 Terraform Provider",
        "Auth0 OpenTofu Provider",
    ]


def test_an_unconfirmed_release_is_not_the_newest() -> None:
    flutter = package("pub", "auth0_flutter")
    assert flutter.newest_seen == Release("3.0.0", "2026-10-29", verified=False)
    assert (flutter.current, flutter.lower_bound) == ("2", True)
    assert line("pub", "auth0_flutter", "3").first == Release("3.0.0", "2026-10-29", verified=False)


def test_a_product_with_betas_only_is_at_its_newest_beta() -> None:
    assert package("pypi", "auth0-api-python").prereleases_only
    assert package("maven", "com.auth0:auth0-springboot-api").prereleases_only


def test_a_line_of_prereleases_is_not_the_current_one() -> None:
    assert line("composer", "auth0/login", "8").prerelease
    assert not package("composer", "auth0/login").prereleases_only


@pytest.mark.parametrize(("name", "ids"), [("auth0-js", ["6", "7", "8"]), ("auth0-lock", ["8", "9", "10"])])
def test_the_legacy_lock_api_cut_off_these_lines(name: str, ids: list[str]) -> None:
    cut = [line for line in package("npm", name).lines if line.cutoff]
    assert [line.id for line in cut] == ids
    assert {line.cutoff.date for line in cut if line.cutoff} == {"2018-08-06"}


def test_printed_ends_of_lines() -> None:
    ended = {(p.name, line.id): line.ended.date for _, p in PACKAGES for line in p.lines if line.ended}
    assert ended == {
        ("auth0/auth0-php", "7"): "2022-11",
        ("auth0/wordpress", "4"): "2023-06",
        ("auth0", "4"): "2023-06",
    }


def test_lock_android_2_stays_listed_and_the_conflict_is_recorded() -> None:
    assert line("maven", "com.auth0.android:lock", "2").ended is None
    assert "2021-11-05" in MATRIX.product("lock-android").conflicts[0]


def test_version_7_of_auth0_says_where_authentication_went() -> None:
    assert "@auth0/auth0-auth-js" in line("npm", "auth0", "7").notes[0]


@pytest.mark.parametrize(
    ("ecosystem", "name", "replaced"),
    [
        ("npm", "angular-auth0", True),
        ("npm", "express-oauth2-bearer", True),
        ("npm", "passport-auth0-openidconnect", True),
        ("npm", "passport-auth0", False),
        ("npm", "auth0-angular", False),
        ("nuget", "Auth0.OidcClient.Android", True),
        ("nuget", "Auth0.OidcClient.AndroidX", False),
        ("terraform", "alexkappa/auth0", True),
        ("terraform", "hashicorp/auth0", False),
        ("maven", "com.auth0:auth0-servlet", True),
        ("maven", "com.auth0:auth0-spring-security-api", False),
    ],
)
def test_replaced_needs_a_printed_statement(ecosystem: str, name: str, replaced: bool) -> None:
    assert (package(ecosystem, name).replaced is not None) is replaced


def test_a_package_has_its_products_successor_unless_it_has_its_own() -> None:
    assert successor("npm", "angular-auth0") == {"npm": "@auth0/auth0-angular"}
    assert successor("nuget", "Auth0.OidcClient.Android") == {"nuget": "Auth0.OidcClient.AndroidX"}
    assert package("nuget", "Auth0.OidcClient.AndroidX").successor is None


def test_successors_name_packages_that_a_row_covers() -> None:
    for _, holder in PACKAGES:
        for ecosystem, name in holder.successor.packages.items() if holder.successor else ():
            assert package(ecosystem, name).rows


def test_general_libraries() -> None:
    names = {package.name for product, package in PACKAGES if product.general}
    assert names >= {
        "jsonwebtoken",
        "jwks-rsa",
        "express-jwt",
        "jwt-decode",
        "com.auth0:java-jwt",
        "com.auth0:jwks-rsa",
    }
    assert not any(product.rows for product in PRODUCTS if product.general)


@pytest.mark.parametrize(
    ("ecosystem", "name", "kind"),
    [
        ("npm", "auth0-legacy", "alias"),
        ("npm", "auth0-react", "confusable"),
        ("npm", "auth0-angular", "confusable"),
        ("golang", "github.com/auth0-community/go-auth0", "hijacked"),
    ],
)
def test_name_traps(ecosystem: str, name: str, kind: str) -> None:
    trap = MATRIX.trap(ecosystem, name)
    assert trap is not None
    assert (trap.kind, trap.name) == (kind, name)
    assert trap.says
    assert trap.source


def test_an_ordinary_name_is_no_trap() -> None:
    assert MATRIX.trap("npm", "auth0") is None
    assert len(MATRIX.traps()) == 7


def test_targets_have_floors_names_and_a_footnote() -> None:
    targets = {target.row.name: target for target in MATRIX.targets() if target.surface == "authentication"}
    assert targets["Safari iOS 10+"].minimum == targets["Apple iOS 10+"].minimum == "10"
    assert (targets["Google Android 7.1.1+"].minimum, targets["Google Android 7.1.1+"].api) == ("7.1.1", "25")
    explorer = targets["Internet Explorer (v10/11)"]
    assert (explorer.key, explorer.kind, explorer.named) == ("ie", "browser", ("10", "11"))
    assert MATRIX.footnotes()[str(explorer.row.footnote)].package == "@auth0/auth0-spa-js"
    assert len([target for target in MATRIX.targets() if target.kind == "os"]) == 10


def test_the_age_counts_from_the_older_of_the_two_comparisons() -> None:
    assert MATRIX.checked == min(MATRIX._compiled["meta"]["checked"].values())
    assert MATRIX.revision >= "2026-11-23"
    assert "product-support-matrix.mdx at " in MATRIX.source
    assert "latest-only" in MATRIX.rules


def test_no_fact_is_younger_than_the_revision() -> None:
    dates = [r.date for _, p in PACKAGES for line in p.lines for r in (line.first, line.newest) if r and r.date]
    assert max(date.removeprefix("<=") for date in dates) <= MATRIX.revision


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2026-09-18", "2026-09-18"),
        ("<=2026-09-18", "2026-09-18"),
        ("2026-10", "2026-10-31"),
        ("2026-02", "2026-02-28"),
        ("2028-02", "2028-02-29"),
        ("2100-02", "2100-02-28"),
        ("2000-02", "2000-02-29"),
        ("2026", "2026-12-31"),
    ],
)
def test_the_latest_day_that_a_date_allows(date: str, day: str) -> None:
    assert latest_day(date) == day


@pytest.mark.parametrize(
    ("ecosystem", "name", "normal"),
    [
        ("pypi", "Auth0.-_Python", "auth0-python"),
        ("nuget", "Auth0.Core", "auth0.core"),
        ("composer", "Auth0/Login", "auth0/login"),
        ("npm", "JSONStream", "JSONStream"),
        ("maven", "com.Auth0:auth0", "com.Auth0:auth0"),
    ],
)
def test_names_compare_as_in_their_ecosystem(ecosystem: str, name: str, normal: str) -> None:
    assert normalise(ecosystem, name) == normal


def test_the_compiled_file_gives_the_same_matrix_as_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "auth0.json"
    path.write_text(json.dumps(compile_folder(FOLDER)), encoding="utf-8")
    compiled = load(str(path))
    assert [compiled.product(id_) for id_ in compiled.product_ids()] == PRODUCTS
    assert compiled.targets() == MATRIX.targets()
    assert compiled.listings() == MATRIX.listings()
    assert compiled.lifecycle() == MATRIX.lifecycle()


def test_the_compiled_file_of_an_installed_package_comes_before_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = compile_folder(FOLDER)
    compiled["meta"]["title"] = "Compiled"
    (tmp_path / "_matrix").mkdir()
    (tmp_path / "_matrix" / "auth0.json").write_text(json.dumps(compiled), encoding="utf-8")
    monkeypatch.setattr("auditor.matrix.HERE", str(tmp_path))
    assert load().title == "Compiled"


def test_a_folder_is_loaded_by_its_path() -> None:
    assert load(FOLDER).product_ids() == MATRIX.product_ids()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not a compiled matrix"),
        ("[]", f"not a compiled matrix of format {FORMAT}"),
        ('{"format": 0}', f"not a compiled matrix of format {FORMAT}"),
        ("[" * 100_000, "not a compiled matrix"),
        (b"\xff", "not a compiled matrix"),
    ],
    ids=["truncated", "not an object", "of another format", "deeply nested", "not text"],
)
def test_a_file_that_is_no_compiled_matrix_is_refused_in_one_line(tmp_path: Path, text: str | bytes, says: str) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(MatrixError, match=says) as caught:
        load(str(path))
    assert "\n" not in str(caught.value)


def test_a_matrix_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(MatrixError, match=r"no matrix there .*bundled name: auth0"):
        load(str(tmp_path / "none"))
    with pytest.raises(MatrixError, match="no matrix there"):
        compile_folder(str(tmp_path / "none"))


def test_an_index_that_does_not_fit_its_products_is_refused() -> None:
    compiled = compile_folder(FOLDER)
    compiled["names"]["npm"]["auth1"] = "node-auth0"
    with pytest.raises(MatrixError, match="auth1 is in the index"):
        Matrix(compiled).match("npm", "auth1")


def test_a_product_is_decoded_once() -> None:
    assert MATRIX.product("auth0-react") is MATRIX.product("auth0-react")


@pytest.mark.process
def test_loading_the_compiled_file_imports_no_yaml(tmp_path: Path) -> None:
    path = tmp_path / "auth0.json"
    path.write_text(json.dumps(compile_folder(FOLDER)), encoding="utf-8")
    code = "import sys; from auditor.matrix import load; load(sys.argv[1]).match('npm', 'auth0'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    heavy = {"yaml", "dataclasses", "pathlib", "datetime", "auditor.compile_matrix", "auditor.maintain"}
    assert not heavy & set(done.stdout.split())


def test_no_key_of_the_files_is_lost_on_the_way() -> None:
    """Another reader of the same YAML counts what the loader gave."""
    lines = notes = requires = 0
    for name in os.listdir(os.path.join(FOLDER, "products")):
        with open(os.path.join(FOLDER, "products", name), encoding="utf-8") as file:
            data = yaml.safe_load(file)
        for item in data["packages"]:
            lines += len(item.get("lines", ()))
            notes += sum(len(line.get("notes", ())) for line in item.get("lines", ()))
            requires += sum("requires" in line for line in item.get("lines", ()))
    loaded = [line for _, package in PACKAGES for line in package.lines]
    assert lines == len(loaded) > 500
    assert notes == sum(len(line.notes) for line in loaded) > 30
    assert requires == sum(line.requires_source is not None for line in loaded) > 150


def compiled_with(change: Callable[[Any], None]) -> str:
    compiled = compile_folder(FOLDER)
    change(compiled)
    return json.dumps(compiled)


def in_product(change: Callable[[Any], None]) -> Callable[[Any], None]:
    """A change of one product inside the compiled text of it."""

    def within(compiled: Any) -> None:
        product = json.loads(compiled["products"]["node-auth0"])
        change(product)
        compiled["products"]["node-auth0"] = json.dumps(product)

    return within


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda c: c.pop("meta"), "meta"),
        (lambda c: c["meta"].update(checked={}), "empty"),
        (lambda c: c["meta"].update(revision="soon"), "'soon' where there should be a date"),
        (lambda c: c["meta"].update(title=7), "7 where there should be str"),
        (lambda c: c["meta"]["levels"].append(["gold"]), "Level"),
        (lambda c: c["names"]["npm"].update(auth0="node"), "node"),
        (lambda c: c["products"].update({"node-auth0": "{"}), "Expecting"),
        (lambda c: c["products"].update({"node-auth0": "[" * 100_000}), "recursion"),
        (lambda c: c.update(targets="[[]]"), "not enough values"),
        (lambda c: c["traps"]["npm"].update(x=["npm"]), "Trap"),
        (lambda c: c.update(lifecycle='[["rules"]]'), "not enough values"),
        (lambda c: c.update(lifecycle=c["lifecycle"].replace("2026-11-18", "2026-11-31")), "2026-11-31"),
        (in_product(lambda p: p.update(telemetry=[["a", "base64", [1], None, "b"]])), "1 where there should be str"),
        (in_product(lambda p: p.update(cdn=[["//"]])), "not enough values"),
        (in_product(lambda p: p.pop("packages")), "packages"),
        (in_product(lambda p: p.update(notes=[1])), "1 where there should be str"),
        (in_product(lambda p: p["packages"][0].update(lower_bound="no")), "'no' where there should be bool"),
        (in_product(lambda p: p["packages"][0]["lines"][0].update(requires=[])), "items"),
        (in_product(lambda p: p["packages"][0]["lines"][0].update(requires={"runtime": {"node": 8}})), "8 where"),
        (in_product(lambda p: p["packages"][0]["lines"][0].update(first=["1.0.0", "2026-13", True])), "tuple index"),
        (in_product(lambda p: p["packages"][0]["lines"][0].update(first=["1.0.0", "abcd", True])), "abcd-?"),
    ],
)
def test_a_compiled_file_from_elsewhere_is_looked_through_first(
    tmp_path: Path, change: Callable[[Any], None], says: str
) -> None:
    path = tmp_path / "m.json"
    path.write_text(compiled_with(change), encoding="utf-8")
    with pytest.raises(MatrixError, match=rf"^{path}: not a sound matrix \(.*{says}.*\); fetch it again") as caught:
        load(str(path))
    assert "\n" not in str(caught.value)
