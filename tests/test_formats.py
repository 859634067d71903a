"""Every case under ``formats/<scanner>/<case>``: the files of a small project, and in ``expected.json`` what they say.

``expected.json`` is written from reading the files, or from another program's answer. To see what the program says of a case:
``python tests/test_formats.py tests/formats/yarn_lock/berry``. What has its usual value (a registry source, an absent reason) is
left out of the rows. A place is ``path:line``, and where it is a region of the line, ``path:line:the text of that region``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from auditor.browser_targets import BrowserTargets
from auditor.config import Configuration
from auditor.locate import Text
from auditor.model import At, Component, Package, Place, Requirement, Scan
from auditor.pipeline import Reading, Request, read
from auditor.resolve import resolve
from auditor.tree import DirectoryTree

FORMATS = Path(__file__).parent / "formats"
CASES = sorted(path.parent for path in FORMATS.glob("*/*/expected.json"))
Row = dict[str, Any]


def told(case: Path) -> Row:
    """What the program says of a folder: each input file, and every component of every project."""
    reading = read(Request(DirectoryTree(str(case)), (), lambda _: Configuration(), "2026-06-10"))
    places = Places(reading)
    scans = {scan.path: scan for scan in reading.scans}
    remedies = {gap.path: gap for gap in reading.gaps if gap.broken}
    inputs = {}
    for item in reading.inputs:
        scan = scans.get(item.path)
        row = compact(
            format=item.format if scan or item.status == "skipped" else None, status=item.status, reason=item.reason
        )
        if item.path in remedies:
            row["at"] = f"{remedies[item.path].line}:{remedies[item.path].column}"
        inputs[item.path] = row | (of_scan(scan, places) if scan else {})
    components = resolve(reading.scans, lambda _, __: True)
    return {"inputs": inputs, "components": [of_component(component, places) for component in components]}


class Places:
    """Positions in the files of a reading."""

    def __init__(self, reading: Reading) -> None:
        self.texts = {path: Text(path, document.text, document.syntax) for path, document in reading.documents.items()}

    def line(self, path: str, at: At) -> int:
        return self.texts[path].at(at).line

    def written(self, place: Place) -> str:
        """A place as ``path:line``, with the region's own text where a route leads to one."""
        found = self.texts[place.path].at(place.at)
        if isinstance(place.at, int) or found.line != found.end_line:
            return f"{place.path}:{found.line}"
        line = self.texts[place.path].text.split("\n")[found.line - 1].encode("utf-16-le")
        region = line[2 * (found.column - 1) : 2 * (found.end_column - 1)].decode("utf-16-le")
        return f"{place.path}:{found.line}:{region}"


def compact(**fields: Any) -> Row:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, (), [], {})}


def of_scan(scan: Scan, places: Places) -> Row:
    return compact(
        name=scan.name,
        manager=scan.manager,
        published=scan.published or None,
        workspaces=list(scan.workspaces),
        overrides=dict(scan.overrides),
        members=sorted(member.folder or "." for member in scan.members),
        packages=sorted((of_package(scan, package, places) for package in scan.packages.values()), key=in_order),
        requirements=[of_requirement(scan, asked, places) for asked in scan.requirements],
        targets=[of_targets(targets, places) for targets in scan.targets],
    )


def of_targets(targets: BrowserTargets, places: Places) -> Row:
    written = (
        places.written(Place(targets.path, query.at)).removeprefix(f"{targets.path}:") for query in targets.queries
    )
    return compact(
        tool=targets.tool,
        environment=targets.environment if targets.environment != "defaults" else None,
        at=list(written),
        means=[query.query for query in targets.queries if not query.exact],
    )


def in_order(row: Row) -> tuple[int, str]:
    return row["line"], row["name"]


def of_package(scan: Scan, package: Package, places: Places) -> Row:
    return compact(
        name=package.name,
        version=package.version,
        line=places.line(scan.path, package.at),
        ecosystem=package.ecosystem if package.ecosystem != scan.ecosystem else None,
        source=package.source if package.source != "registry" else None,
        specifier=package.specifier,
        alias=package.alias,
        scope=package.scope,
        direct=package.direct,
    )


def of_requirement(scan: Scan, asked: Requirement, places: Places) -> Row:
    return compact(
        name=asked.name,
        text=asked.text,
        at=places.written(Place(scan.path, asked.at)).removeprefix(f"{scan.path}:"),
        scope=asked.scope if asked.scope != "prod" else None,
        range=asked.range if asked.range != asked.text else None,
        compared=False if asked.range is None else None,
        version=asked.version,
        alias=asked.alias,
        source=asked.source if asked.source != "registry" else None,
    )


def of_component(component: Component, places: Places) -> Row:
    return compact(
        name=component.name,
        version=component.version,
        project=component.project,
        resolved_by=component.resolved_by if component.resolved_by != "lockfile" else None,
        requirement=component.requirement,
        effective=effective(component),
        direct=component.direct,
        scope=component.scope,
        source=component.source if component.source != "registry" else None,
        specifier=component.specifier,
        alias=component.alias,
        places=[places.written(place) for place in component.places],
        paths=[" > ".join(path) for path in component.paths],
        manager=component.manager,
    )


def effective(component: Component) -> list[str | None] | None:
    """The ranges that hold in the end, where they are not the author's own words."""
    ranges = [declared.effective for declared in component.declared]
    return ranges if ranges != [declared.requirement.text for declared in component.declared] else None


def printed(told_of: Row) -> str:
    """The dump as text, a row a line."""
    lines = ["{", '  "inputs": {']
    lines += joined(of_input(path, row) for path, row in told_of["inputs"].items())
    lines += ["  },", '  "components": [']
    lines += joined(f"    {json.dumps(row, ensure_ascii=False)}" for row in told_of["components"])
    return "\n".join([*lines, "  ]", "}", ""])


def of_input(path: str, row: Row) -> str:
    rows = {name: row[name] for name in ("packages", "requirements", "targets") if name in row}
    head = json.dumps({name: value for name, value in row.items() if name not in rows}, ensure_ascii=False)
    lists = []
    for name, values in rows.items():
        inner = ",\n".join(f"        {json.dumps(value, ensure_ascii=False)}" for value in values)
        lists.append(f',\n      "{name}": [\n{inner}\n      ]')
    return f"    {json.dumps(path)}: {head[:-1]}{''.join(lists)}}}"


def joined(texts: Iterable[str]) -> list[str]:
    return [",\n".join(texts)]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.parent.name}: {case.name}") for case in CASES])
def test_a_format_is_read_as_expected(case: Path) -> None:
    assert told(case) == json.loads((case / "expected.json").read_text(encoding="utf-8"))


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        sys.stdout.write(printed(told(Path(folder))))
