"""JUnit, GitLab's code quality report and CycloneDX, read by others."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tools import BIN, ROOT, accept, auditor, expect, note, said, tool

# What GitLab's documentation asks of a code quality report.
SEVERITIES = ("info", "minor", "major", "critical", "blocker")
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": SEVERITIES},
            "location": {
                "type": "object",
                "required": ["path"],
                "properties": {"path": {"type": "string", "pattern": r"^(?!\./|/)"}},
                "anyOf": [
                    {"required": ["lines"], "properties": {"lines": {"required": ["begin"]}}},
                    {"required": ["positions"], "properties": {"positions": {"required": ["begin"]}}},
                ],
            },
        },
    },
}
READ_JUNIT = """
import json, sys, junitparser
found = junitparser.JUnitXml.fromfile(sys.argv[1])
cases = [case for suite in found for case in suite]
print(json.dumps([len(cases), sum(case.is_failure for case in cases), found.tests, found.failures]))
"""
READ_BILL = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
text = open(sys.argv[1], encoding="utf-8").read()
problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
sys.exit(str(problem.data) if problem else 0)
"""


def main() -> None:
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
    import sample_report as sample
    from auditor.reports import gitlab, junit

    tool("junitparser")
    reports = [sample.failing(), sample.passing(), sample.empty(), *map(sample.hostile, sample.HOSTILE)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, report in enumerate(reports):
            path = folder / f"{number}.xml"
            path.write_text(junit.render(report), "utf-8")
            cases, failing, tests, failures = json.loads(said([BIN / "python", "-c", READ_JUNIT, path]))
            expect(cases == tests and failing == failures, f"JUnit: {cases} cases of {tests}, {failing} of {failures}")
            (folder / f"{number}.gitlab.json").write_text(gitlab.render(report), "utf-8")
        note(f"junitparser: {len(reports)} reports")
        schema = folder / "schema.json"
        schema.write_text(json.dumps(CODE_QUALITY))
        said([tool("check-jsonschema"), "--schemafile", schema, *sorted(folder.glob("*.gitlab.json"))])
        note(f"GitLab's code quality: {len(reports)} reports")
        bills(folder)


def bills(folder: Path) -> None:
    """The inventories of our own trees as bills of materials."""
    trees = [ROOT / "examples" / "storefront", ROOT / "acceptance", *sorted((ROOT / "tests" / "projects").iterdir())]
    for number, tree in enumerate(trees):
        path = folder / f"{number}.cdx.json"
        path.write_text(auditor("inventory", "--format", "cyclonedx", tree, status=None), "utf-8")
        said([BIN / "python", "-c", READ_BILL, path])
    note(f"CycloneDX 1.6, strict: {len(trees)} bills")


if __name__ == "__main__":
    accept(main)
