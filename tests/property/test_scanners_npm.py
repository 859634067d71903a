"""The npm scanners on anything: bytes, generated documents, files cut short, and tables in another order."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.config import load
from auditor.locate import Text
from auditor.model import Scan
from auditor.pipeline import Request, audit, read
from auditor.resolve import resolve
from auditor.results import Report
from auditor.scanners import package_json, package_lock
from auditor.source import Document, ReadError
from trees import MemoryTree, acme, check, entry, lockfile, manifest

SCANNERS = {"package.json": package_json, "package-lock.json": package_lock}
names = st.sampled_from(["@acme/sdk", "@acme/extra", "acme-old", "acme-sdk", "a", "b", "c", "", "x/y", "..", "@", "é"])
versions = st.sampled_from(["1.9.0", "2.8.0", "3.1.0", "3.2.0", "3.3.0-beta.1", "x", "", "9" * 300])
specifiers = st.sampled_from(
    [
        "^3.0.0",
        ">=1",
        "*",
        "",
        "latest",
        "npm:@acme/sdk@1",
        "npm:",
        "file:../x",
        "file:~",
        "git+ssh://x/y",
        "a/b",
        "$a",
        "workspace:*",
    ]
)
loose = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), specifiers, versions, names),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=6,
)


def either(sound: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what belongs there, at times anything."""
    return st.one_of(sound, sound, sound, loose)


groups = {
    name: either(st.dictionaries(names, either(specifiers), max_size=4))
    for name in ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
}
manifests = st.fixed_dictionaries(
    {},
    optional={
        **groups,
        "name": either(names),
        "private": loose,
        "workspaces": either(st.lists(st.sampled_from(["packages/*", "**", "!packages/a", "}{", "../x"]), max_size=3)),
        "overrides": either(st.dictionaries(names, either(specifiers), max_size=3)),
        "resolutions": loose,
        "pnpm": loose,
        "packageManager": loose,
        "exports": loose,
    },
)
entries = st.fixed_dictionaries(
    {},
    optional={
        **groups,
        "version": either(versions),
        "name": either(names),
        "resolved": either(
            st.sampled_from(["https://npm.example.test/x/-/x.tgz", "packages/a", "../a", "git+ssh://x/y#1"])
        ),
        "link": either(st.booleans()),
        "dev": loose,
        "optional": loose,
        "peer": loose,
        "peerDependenciesMeta": either(st.dictionaries(names, loose, max_size=2)),
        "workspaces": either(st.just(["packages/*"])),
    },
)
places = st.one_of(
    st.just(""),
    names.map("node_modules/{}".format),
    st.tuples(names, names).map(lambda pair: f"node_modules/{pair[0]}/node_modules/{pair[1]}"),
    st.sampled_from(["packages/a", "packages/b", "../a", "packages/a/node_modules/@acme/sdk"]),
)
flat = st.fixed_dictionaries(
    {"lockfileVersion": either(st.sampled_from([2, 3, "3"]))},
    optional={
        "packages": either(st.dictionaries(places, either(entries), max_size=6)),
        "name": loose,
        "dependencies": loose,
    },
)
nested_entries: st.SearchStrategy[Any] = st.deferred(
    lambda: st.fixed_dictionaries(
        {},
        optional={
            "version": either(st.one_of(versions, specifiers)),
            "requires": either(st.dictionaries(names, either(specifiers), max_size=3)),
            "dependencies": either(st.dictionaries(names, nested_entries, max_size=2)),
            "dev": loose,
        },
    )
)
nested = st.fixed_dictionaries(
    {"lockfileVersion": st.sampled_from([1, "1"])},
    optional={"dependencies": either(st.dictionaries(names, nested_entries, max_size=4))},
)


def scanned(name: str, data: bytes) -> Scan | None:
    """The scan, walked through as a caller may; None where the file is refused with a place inside it."""
    refused = None
    try:
        document = Document(name, data)
        scan: Scan = SCANNERS[name].scan(document)
    except ReadError as error:
        refused = error
    if refused:
        assert refused.reason
        assert (refused.line, refused.column) >= (1, 1)
        return None
    text = Text(name, document.text, document.syntax)
    for package in scan.packages.values():
        assert text.at(package.at).path == name
        for wanted in package.requires.items():
            scan.find(package.key, *wanted)
    for asked in scan.requirements:
        assert text.at(asked.at).line <= document.text.count("\n") + 1
    return scan


@pytest.mark.parametrize("name", SCANNERS)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    scanned(name, data)


@pytest.mark.parametrize("name", SCANNERS)
@given(document=loose)
def test_any_json_is_read_or_refused(name: str, document: Any) -> None:
    scanned(name, json.dumps(document).encode())


@settings(deadline=None)
@given(manifests, st.one_of(flat, nested), manifests)
@example({"workspaces": ["}{"]}, {"lockfileVersion": []}, {})
@example(
    {"dependencies": {"a": "1"}},
    {"lockfileVersion": 3, "packages": {"node_modules/a": {"name": [], "link": True, "resolved": []}}},
    {},
)
def test_any_project_is_judged_without_a_traceback(root: Any, lock: Any, member: Any) -> None:
    files = {
        "package.json": json.dumps(root),
        "package-lock.json": json.dumps(lock),
        "packages/a/package.json": json.dumps(member),
    }
    for path, text in files.items():
        scanned(path.rpartition("/")[2], text.encode())
    report = check(files)
    assert {item.path for item in report.inputs} == set(files)
    assert len({judged.id for judged in report.components}) == len(report.components)
    for finding in report.findings:
        assert all(place.line >= 1 for place in finding.locations)


# Files cut short


def case(**more: Any) -> dict[str, str]:
    dependencies = {"@acme/sdk": "^3.0.0", "acme-old": "1.5.0", "a": "npm:@acme/extra@1"}
    packages: dict[str, dict[str, Any] | str] = {
        "@acme/sdk": "3.1.0",
        "acme-old": "1.5.0",
        "a": entry("1.1.0", name="@acme/extra", dependencies={"@acme/sdk": "2"}),
        "node_modules/a/node_modules/@acme/sdk": entry("2.8.0"),
    }
    return {"package.json": manifest(dependencies, **more), "package-lock.json": lockfile(packages, dependencies)}


def v1() -> str:
    inner = {"@acme/sdk": {"version": "2.8.0"}}
    table = {
        "@acme/sdk": {"version": "3.1.0"},
        "a": {"version": "1.1.0", "requires": {"@acme/sdk": "2"}, "dependencies": inner},
    }
    return json.dumps({"lockfileVersion": 1, "dependencies": table}, indent=2)


FIXTURES = {
    "package.json": case()["package.json"],
    "package.json with workspaces": case(workspaces=["packages/*"], overrides={"@acme/sdk": "3"})["package.json"],
    "package-lock.json v3": case()["package-lock.json"],
    "package-lock.json v2": case()["package-lock.json"].replace('"lockfileVersion": 3', '"lockfileVersion": 2'),
    "package-lock.json v1": v1(),
}


def pairs(scan: Scan) -> set[tuple[str, str | None]]:
    """What a scan says of versions."""
    said = {(package.name, package.version) for package in scan.packages.values()}
    return said | {(asked.name, asked.text) for asked in scan.requirements}


@pytest.mark.parametrize("percent", range(0, 100, 5))
@pytest.mark.parametrize("title", FIXTURES)
def test_a_file_cut_short_is_refused_or_says_less_never_something_else(title: str, percent: int) -> None:
    text, name = FIXTURES[title], title.split(maxsplit=1)[0]
    whole = scanned(name, text.encode())
    part = scanned(name, text[: len(text) * percent // 100].encode())
    assert whole is not None
    assert part is None or pairs(part) < pairs(whole)


# Another order of the same tables


def shuffled(value: Any, chance: random.Random) -> Any:
    if not isinstance(value, dict):
        return value
    keys = list(value)
    chance.shuffle(keys)
    return {key: shuffled(value[key], chance) for key in keys}


def judged(files: Mapping[str, str]) -> set[tuple[Any, ...]]:
    """The findings without positions and ids, which lines may change."""
    report: Report = audit(Request(MemoryTree(files), (acme(),), load, "2026-06-10"))
    return {
        (finding.rule, finding.severity, finding.message, finding.paths, finding.upgrade, finding.fingerprint)
        for finding in report.findings
    }


@given(st.randoms(use_true_random=False))
def test_the_order_of_dependencies_changes_no_finding(chance: random.Random) -> None:
    files = case()
    mixed = {path: json.dumps(shuffled(json.loads(text), chance), indent=2) for path, text in files.items()}
    assert judged(mixed) == judged(files)
    assert len(judged(files)) == 3


@given(manifests, flat, st.randoms(use_true_random=False))
def test_the_order_of_any_tables_changes_no_component(root: Any, lock: Any, chance: random.Random) -> None:
    def found(first: Any, second: Any) -> set[tuple[Any, ...]]:
        files = {"package.json": json.dumps(first), "package-lock.json": json.dumps(second)}
        scans = read(Request(MemoryTree(files), (), load, "")).scans
        components = resolve(scans, lambda _, name: name.startswith(("@acme", "acme")))
        return {
            (item.name, item.version, item.direct, item.scope, item.source, item.by_vendor, item.lacking)
            for item in components
        }

    assert found(root, lock) == found(shuffled(root, chance), shuffled(lock, chance))
