from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import auditor
import sample_report as sample
from auditor.reports import json as json_report
from auditor.results import Report, Upgrade
from sample_report import report

SCHEMA = json.loads((Path(auditor.__file__).parent / "schemas" / "report.schema.json").read_text("utf-8"))


def closed(schema: Any) -> Any:
    """The schema with every field that it does not describe forbidden: readers must bear additions, tests must not."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: closed(item) for key, item in schema.items()} | (
        {"additionalProperties": False} if schema.get("type") == "object" else {}
    )


REPORTS = [
    pytest.param(sample.failing(), id="failing"),
    pytest.param(sample.passing(), id="passing"),
    pytest.param(sample.empty(), id="nothing to audit"),
    pytest.param(report(sample.BROKEN, show_suppressed=True), id="broken"),
    *(pytest.param(sample.hostile(text), id=f"hostile {number}") for number, text in enumerate(sample.HOSTILE)),
]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("audited", REPORTS)
def test_reports_fit_the_schema_and_hold_nothing_else(audited: Report) -> None:
    jsonschema.Draft202012Validator(closed(SCHEMA)).validate(json.loads(json_report.render(audited)))


@pytest.mark.parametrize("audited", REPORTS)
def test_the_bytes_are_harmless_and_the_same_each_time(audited: Report) -> None:
    text = json_report.render(audited)
    assert text == json_report.render(audited)
    assert text.isascii()
    assert text.endswith("}\n")
    assert all(line.isprintable() for line in text.split("\n"))
    assert "##" not in text
    json.loads(text, parse_constant=pytest.fail)
    json.dumps(json.loads(text), ensure_ascii=False).encode()


def test_the_order_of_fields_is_that_of_the_interface() -> None:
    document = json.loads(json_report.render(sample.failing()))
    assert list(document) == [
        "schema", "tool", "matrix", "as_of", "policy", "fail_on", "roots", "inputs", "components", "findings", "summary",
    ]  # fmt: skip
    assert document["schema"] == "matrix-audit/1"
    assert document["tool"] == {"name": "matrix-audit", "version": auditor.__version__}


def test_a_finding_names_its_component_and_its_change() -> None:
    document = json.loads(json_report.render(sample.failing()))
    finding = next(item for item in document["findings"] if item["rule"] == "MA102")
    assert finding["component"] == "pkg:npm/%40auth0/auth0-spa-js@1.22.6"
    assert finding["component_id"] in {item["id"] for item in document["components"]}
    assert finding["locations"][0] == {
        "path": "package.json",
        "line": 14,
        "column": 28,
        "end_line": 14,
        "end_column": 37,
    }
    assert finding["paths"] == [["shop", "@auth0/auth0-spa-js"]]
    assert finding["upgrade"]["commands"] == [{"cwd": ".", "run": "npm install"}]
    assert finding["upgrade"]["edits"][0]["old"] == "^1.22.6"
    assert finding["upgrade"]["reason"] is None


def test_suppressed_findings_are_listed_and_counted_apart() -> None:
    document = json.loads(json_report.render(sample.failing()))
    waived = [item for item in document["findings"] if item["suppressed"]]
    assert [item["suppressed"] for item in waived] == [
        {"kind": "ignore", "reason": "waits for the login page's rewrite", "until": "2026-12-31"}
    ]
    assert document["summary"] == {
        "verdict": "fail",
        "eligible": "after-upgrade",
        "errors": 2,
        "warnings": 1,
        "notes": 2,
        "suppressed": 1,
        "inputs": 5,
        "packages": 1932,
        "components": 5,
    }


def test_an_input_has_a_reason_only_where_there_is_one() -> None:
    inputs = json.loads(json_report.render(sample.failing()))["inputs"]
    assert [item.get("reason") for item in inputs if "reason" in item] == [
        "decided at run time",
        "a link to package.json",
    ]
    assert inputs[1] == {"path": "package-lock.json", "format": "package-lock", "status": "read", "packages": 1932}


def test_foreign_text_is_given_back_as_it_was() -> None:
    text = "::error::\x1b[2J\x7f##[x] \u202e \U0001f600 é"
    document = json.loads(json_report.render(sample.hostile(text)))
    assert document["components"][0]["name"] == text
    assert document["findings"][0]["upgrade"]["edits"][0]["old"] == text


def test_lone_surrogates_are_spelt_out_and_pairs_stay() -> None:
    text = json_report.dumps({"a\ud800": ["\udcff", "\U0001f600", 1, None]})
    assert json.loads(text) == {"a\\ud800": ["\\udcff", "\U0001f600", 1, None]}


def test_an_upgrade_that_is_none_says_why() -> None:
    held = sample.OLD_LINE._replace(upgrade=Upgrade("none", reason="nothing supported runs on node 12"))
    upgrade = json.loads(json_report.render(report(held)))["findings"][0]["upgrade"]
    assert (upgrade["kind"], upgrade["reason"]) == ("none", "nothing supported runs on node 12")
