"""SARIF against what GitHub's documentation asks beyond the standard's schema: those demands are written out here."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest

import sample_report as sample
from auditor.matrix import Level
from auditor.model import Location
from auditor.reports import sarif
from auditor.results import Edit, Finding, Report, Upgrade
from sample_report import report

REPORTS = [
    pytest.param(sample.failing(), id="failing"),
    pytest.param(
        sample.failing()._replace(show_suppressed=True, from_repository="web/é shop/"), id="below the repository's root"
    ),
    pytest.param(sample.passing(), id="passing"),
    pytest.param(sample.empty(), id="nothing to audit"),
    pytest.param(report(sample.STALE, inputs=()), id="a finding without any file"),
    *(pytest.param(sample.hostile(text), id=f"hostile {number}") for number, text in enumerate(sample.HOSTILE)),
]


NO_CHANGE = Upgrade("none")


def run_of(audited: Report) -> dict[str, Any]:
    document = json.loads(sarif.render(audited))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = document["runs"]
    return dict(run)


def regions(node: Any) -> list[dict[str, int]]:
    if isinstance(node, list):
        return [found for item in node for found in regions(item)]
    if not isinstance(node, dict):
        return []
    return [node] * ("startLine" in node) + [found for item in node.values() for found in regions(item)]


def addresses(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for item in node for found in addresses(item)]
    if not isinstance(node, dict):
        return []
    own = [node["uri"]] if "uri" in node else []
    return own + [found for item in node.values() for found in addresses(item)]


@pytest.mark.parametrize("audited", REPORTS)
def test_rules_hold_what_github_requires(audited: Report) -> None:
    rules = run_of(audited)["tool"]["driver"]["rules"]
    assert rules
    for rule in rules:
        assert rule["id"]
        assert 0 < len(rule["name"]) <= 255
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"].strip()
        assert rule["help"]["markdown"].strip()
        assert rule["defaultConfiguration"]["level"] in {"note", "warning", "error"}
        assert len(rule["properties"]["tags"]) <= 20
        assert rule["properties"]["problem.severity"] in {"error", "warning", "recommendation"}


@pytest.mark.parametrize("audited", REPORTS)
def test_results_hold_what_github_requires(audited: Report) -> None:
    run = run_of(audited)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"note", "warning", "error"}
        assert result["message"]["text"].strip(".")
        assert result["locations"]
        assert result["partialFingerprints"]["matrixAudit/v1"]
        assert len(result["relatedLocations"]) < 100
    for region in regions(run["results"]):
        start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
        assert (1, 1) <= start <= end


@pytest.mark.parametrize("audited", REPORTS)
def test_addresses_are_relative_and_lead_to_the_files(audited: Report) -> None:
    paths = {".", *(item.path for item in audited.inputs[:1])}
    for finding in audited.findings:
        paths |= {place.path for place in finding.locations} | {
            edit.path for edit in (finding.upgrade or NO_CHANGE).edits
        }
    known = {(audited.from_repository + path).encode("utf-8", "surrogatepass") for path in paths}
    for address in addresses(run_of(audited)["results"]):
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
        assert address.isascii()
        assert not address.startswith(("/", "./"))
        assert ".." not in address.split("/")
        assert unquote_to_bytes(address) in known


@pytest.mark.parametrize("audited", REPORTS)
def test_no_message_holds_a_foreign_link_or_control(audited: Report) -> None:
    text = sarif.render(audited)
    assert text.isascii()
    assert "##" not in text
    for result in run_of(audited)["results"]:
        words = result["message"]["text"].removesuffix(" Locked in [the lockfile](1).")
        assert "](" not in words
        assert words.isprintable()


def test_a_result_says_what_is_wrong_where_and_what_to_do() -> None:
    result = run_of(sample.failing()._replace(from_repository="web/"))["results"][1]
    assert result["message"]["text"] == (
        "@auth0/auth0-spa-js 1.22.6 is on a line Auth0 no longer supports; line 1 ended when 2.0.0 came out (2022-12-22); "
        'supported: 2, newest 2.28.3. Fix: "^1.22.6" -> "^2.28.3" in web/package.json, then: in web: npm install (breaking).'
        " Locked in [the lockfile](1)."
    )
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "web/package.json", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 14, "startColumn": 28, "endLine": 14, "endColumn": 37},
    }
    related = result["relatedLocations"][0]
    assert (related["id"], related["physicalLocation"]["artifactLocation"]["uri"]) == (1, "web/package-lock.json")
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 14, "startColumn": 29, "endLine": 14, "endColumn": 36},
            "insertedContent": {"text": "^2.28.3"},
        }
    ]


def test_edits_of_one_file_are_one_change() -> None:
    edits = (sample.edit("1", "2"), Edit("web/package.json", 1, 1, 1, 2, "1", "2"), sample.edit("1", "2", line=20))
    assert sample.OLD_LINE.upgrade
    finding = sample.OLD_LINE._replace(upgrade=sample.OLD_LINE.upgrade._replace(edits=edits))
    (fix,) = run_of(report(finding))["results"][0]["fixes"]
    assert [len(change["replacements"]) for change in fix["artifactChanges"]] == [2, 1]


def test_columns_category_and_root_are_declared() -> None:
    run = run_of(sample.passing())
    assert run["columnKind"] == "utf16CodeUnits"
    assert run["automationDetails"] == {"id": "matrix-audit/"}
    assert list(run["originalUriBaseIds"]) == ["%SRCROOT%"]
    assert run["results"] == []


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        pytest.param({}, ".browserslistrc", id="at the first input"),
        pytest.param({"inputs": (), "from_repository": "web/"}, "web", id="at the folder"),
        pytest.param({"inputs": ()}, ".", id="at the root"),
    ],
)
def test_a_finding_without_a_place_gets_one(changes: dict[str, object], address: str) -> None:
    result = run_of(report(sample.STALE, **changes))["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == address


def test_only_the_worst_results_are_kept_and_the_cut_is_stated() -> None:
    run = run_of(report(*[sample.GENERAL] * 5001, sample.OLD_LINE))
    assert len(run["results"]) == sarif.RESULTS
    assert run["results"][0]["level"] == "error"
    said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert said.startswith("2 more findings")
    assert run_of(sample.failing())["invocations"][0]["toolExecutionNotifications"] == []


def test_suppressed_findings_are_left_out_unless_asked_for() -> None:
    assert len(run_of(sample.failing())["results"]) == 5
    waived = [
        item for item in run_of(sample.failing()._replace(show_suppressed=True))["results"] if "suppressions" in item
    ]
    assert waived[0]["suppressions"] == [{"kind": "external", "justification": "waits for the login page's rewrite"}]


def test_many_places_are_cut() -> None:
    place = Location("a", 1, 1, 1, 2)
    assert (
        len(run_of(report(sample.OLD_LINE._replace(locations=(place,) * 500)))["results"][0]["relatedLocations"]) == 99
    )


def test_what_only_says_where_to_go_is_said() -> None:
    moved = sample.OLD_LINE._replace(upgrade=Upgrade("manifest", "2.28.3"), fails_from="2027-01-05", details=())
    words = run_of(report(moved))["results"][0]["message"]["text"]
    assert "fails from 2027-01-05. Fix: move to 2.28.3." in words
    silent = sample.OLD_LINE._replace(upgrade=Upgrade("none"))
    assert "Fix:" not in run_of(report(silent))["results"][0]["message"]["text"]


def test_a_hash_of_the_line_can_be_given() -> None:
    def line_hash(location: Location) -> str | None:
        return f"{location.line:x}:1" if location.path == "package.json" else None

    results = json.loads(sarif.render(sample.failing(), line_hash=line_hash))["runs"][0]["results"]
    assert [item["partialFingerprints"].get("primaryLocationLineHash") for item in results] == [
        None,
        "e:1",
        "d:1",
        "14:1",
        None,
    ]


def test_a_rule_that_no_module_describes_still_has_its_entry() -> None:
    odd = sample.OLD_LINE._replace(rule="MA999", name="some-new-rule", severity="note")
    entry = run_of(report(odd))["tool"]["driver"]["rules"][-1]
    assert (entry["id"], entry["shortDescription"]["text"], entry["defaultConfiguration"]["level"]) == (
        "MA999",
        "some new rule",
        "note",
    )


def at(path: str) -> Finding:
    place = Location(path, 3, 1, 3, 5)
    return sample.finding("MA901", "unreadable-input", "error", f"{path} stops", locations=(place,))


def test_each_audited_root_is_a_run_and_a_category_of_its_own() -> None:
    found = (
        at("web/package.json"),
        at("web/admin/package.json"),
        at("apis/package.json"),
        at("elsewhere"),
        sample.STALE,
    )
    audited = report(*found, roots=("web", "web/admin", "api s"), from_repository="apps/")
    runs = json.loads(sarif.render(audited))["runs"]
    told = [(run["automationDetails"]["id"], [item["message"]["text"][:18] for item in run["results"]]) for run in runs]
    assert told == [
        (
            "matrix-audit/apps/web/",
            ["web/package.json s", "apis/package.json ", "elsewhere stops.", "the matrix was las"],
        ),
        ("matrix-audit/apps/web/admin/", ["web/admin/package."]),
        ("matrix-audit/apps/api%20s/", []),
    ]


def test_more_roots_than_a_file_may_have_runs_share_one() -> None:
    audited = report(at("r1/package.json"), roots=tuple(f"r{number}" for number in range(sarif.RUNS + 1)))
    (run,) = json.loads(sarif.render(audited))["runs"]
    assert (run["automationDetails"]["id"], len(run["results"])) == ("matrix-audit/", 1)


def test_the_levels_are_a_taxonomy_that_results_refer_to() -> None:
    levels = (Level("supported", "Supported", True, True, True), Level("none", "Not at all", False, False, False))
    (run,) = json.loads(sarif.render(sample.failing(), levels=levels))["runs"]
    assert [taxon["shortDescription"]["text"] for taxon in run["taxonomies"][0]["taxa"]] == [
        "Supported: support, fixes, features.",
        "Not at all: nothing is promised.",
    ]
    assert [item["taxa"][0]["id"] for item in run["results"] if "taxa" in item] == ["supported"] * 4
