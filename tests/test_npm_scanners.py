"""The npm scanners' tables: specifiers, what an entry asks for, where an entry comes from, and keys that stand twice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.locate import Text
from auditor.model import Scan
from auditor.scanners import package_json, package_lock, yarn_lock
from auditor.source import Document, ReadError


def lock(packages: dict[str, Any]) -> Scan:
    return package_lock.scan(
        Document("package-lock.json", json.dumps({"lockfileVersion": 3, "packages": packages}).encode())
    )


@pytest.mark.parametrize(
    ("specifier", "range_", "version", "source"),
    [
        ("^1.2.3", "^1.2.3", None, "registry"),
        ("1.2.3", "1.2.3", "1.2.3", "registry"),
        ("=1.2.3", "=1.2.3", "1.2.3", "registry"),
        ("v1.2.3", "v1.2.3", "1.2.3", "registry"),
        ("1.2.3-beta.1", "1.2.3-beta.1", "1.2.3-beta.1", "registry"),
        ("1.2", "1.2", None, "registry"),
        ("1.2.x", "1.2.x", None, "registry"),
        ("01.2.3", None, None, "registry"),
        ("", "", None, "registry"),
        ("latest", None, None, "registry"),
        (">=1 <2 || 3", ">=1 <2 || 3", None, "registry"),
        ("a/b", None, None, "git"),
        ("a/b#semver:^1", None, None, "git"),
        ("github:a/b", None, None, "git"),
        ("git@host.example.test:a/b.git", None, None, "git"),
        ("https://host.example.test/a.git#v1", None, None, "git"),
        ("https://host.example.test/a.tgz", None, None, "url"),
        ("file:a", None, None, "file"),
        ("./a", None, None, "file"),
        ("~/a", None, None, "file"),
        ("link:../a", None, None, "link"),
        ("workspace:^", None, None, "link"),
        ("portal:../a", None, None, "link"),
        ("catalog:", None, None, "catalog"),
        ("npm:^1.2.3", "^1.2.3", None, "registry"),
        ("npm:1.2.3", "1.2.3", "1.2.3", "registry"),
    ],
)
def test_a_specifier_is_taken_apart(specifier: str, range_: str | None, version: str | None, source: str) -> None:
    asked = package_json.requirement("a", specifier, ("dependencies", "a"), "prod")
    assert (asked.range, asked.version, asked.source, asked.text) == (range_, version, source, specifier)


@pytest.mark.parametrize(
    ("name", "specifier", "real", "alias", "range_"),
    [
        ("b", "npm:@s/a@^1.0.0", "@s/a", "b", "^1.0.0"),
        ("b", "npm:@s/a", "@s/a", "b", ""),
        ("b", "npm:a@1.0.0", "a", "b", "1.0.0"),
        ("a", "npm:a@1.0.0", "a", None, "1.0.0"),
        ("b", "npm:a@latest", "a", "b", None),
    ],
)
def test_an_alias_is_taken_apart(name: str, specifier: str, real: str, alias: str | None, range_: str | None) -> None:
    asked = package_json.requirement(name, specifier, ("dependencies", name), "prod")
    assert (asked.name, asked.alias, asked.range, asked.text) == (real, alias, range_, specifier)


def test_an_entry_asks_for_its_peers_but_not_for_optional_ones() -> None:
    entry = {
        "version": "1.0.0",
        "dependencies": {"a": "1", "odd": None},
        "optionalDependencies": {"b": "2"},
        "peerDependencies": {"c": "3", "d": "4", "a": "0"},
        "peerDependenciesMeta": {"d": {"optional": True}},
    }
    assert lock({"": {}, "node_modules/x": entry}).packages["node_modules/x"].requires == {"a": "1", "b": "2", "c": "3"}


def test_a_members_requirements_are_those_that_are_ranges() -> None:
    scan = lock({"": {"dependencies": {"a": "1", "odd": None}, "devDependencies": []}})
    assert [(asked.name, asked.at) for asked in scan.members[0].requirements] == [
        ("a", ("packages", "", "dependencies", "a"))
    ]


@pytest.mark.parametrize(
    ("entry", "source"),
    [
        ({}, "registry"),
        ({"resolved": "https://npm.example.test/a/-/a-1.0.0.tgz"}, "registry"),
        ({"resolved": "https://npm.example.test/download/a/1.0.0/hash"}, "registry"),
        ({"resolved": "https://host.example.test/tar.gz/a/-/0123456"}, "url"),
        ({"resolved": "https://lab.example.test/team/a/-/archive/v1/a-v1.tar.gz"}, "url"),
        ({"resolved": "https://host.example.test/x.tgz"}, "url"),
        ({"resolved": "git+ssh://git@host.example.test/a.git#0123456"}, "git"),
        ({"resolved": "file:a.tgz"}, "file"),
        ({"resolved": "lib/a", "link": True}, "link"),
        ({"resolved": False}, "registry"),
    ],
)
def test_an_entry_says_where_it_came_from(entry: dict[str, Any], source: str) -> None:
    assert lock({"": {}, "node_modules/a": {"version": "1.0.0", **entry}}).packages["node_modules/a"].source == source


@pytest.mark.parametrize(
    ("name", "recorded", "version", "source"),
    [
        ("a", "https://npm.example.test/a/-/a-1.0.0.tgz", "1.0.0", "registry"),
        ("@s/a-b", "https://npm.example.test/@s/a-b/-/a-b-1.0.0-beta.2.tgz", "1.0.0-beta.2", "registry"),
        ("a", "https://npm.example.test/a/-/a-latest.tgz", None, "url"),
        ("a", "https://npm.example.test/b/-/b-1.0.0.tgz", None, "url"),
        ("a", "https://host.example.test/files/a-1.0.0.tgz", None, "url"),
        ("a", "git+https://host.example.test/-/a-1.0.0.tgz", None, "git"),
    ],
)
def test_version_1_may_have_the_address_of_an_archive_in_a_versions_place(
    name: str, recorded: str, version: str | None, source: str
) -> None:
    text = json.dumps({"lockfileVersion": 1, "dependencies": {name: {"version": recorded}}})
    package = package_lock.scan(Document("package-lock.json", text.encode())).packages[f"node_modules/{name}"]
    assert (package.version, package.source) == (version, source)


@pytest.mark.parametrize(
    ("key", "entry", "name"),
    [
        ("libs/a", {}, "a"),
        ("a", {}, "a"),
        (".cache/@s/a", {}, "@s/a"),
        ("libs/a", {"name": "@s/b"}, "@s/b"),
        ("../node_modules/@s/a", {}, "@s/a"),
    ],
)
def test_a_linked_folder_has_the_name_that_npm_gives_it(key: str, entry: dict[str, Any], name: str) -> None:
    scan = lock({"": {}, key: {"version": "1.0.0", **entry}})
    assert scan.packages[key].name == name
    assert list(scan.names) == [name]


def test_a_folder_named_in_another_place_of_the_text_does_not_stand_twice() -> None:
    scan = lock({"": {}, "node_modules/a": {"version": "1.0.0", "bin": {"node_modules/a": "x"}}})
    assert list(scan.packages) == ["node_modules/a"]


def test_of_a_folder_that_a_merge_left_twice_the_last_counts_as_for_npm() -> None:
    text = (
        '{"lockfileVersion": 3, "packages": {"": {}, "node_modules/a": {"version": "1.0.0", "dev": true},\n'
        '"node_modules/a": {"version": "1.0.0"}}}'
    )
    document = Document("package-lock.json", text.encode())
    package = package_lock.scan(document).packages["node_modules/a"]
    assert (package.version, package.scope) == ("1.0.0", "prod")
    assert Text(document.path, text).at(package.at).line == 2


@pytest.mark.parametrize(
    ("version", "gaps"), [("1.2.0", []), ("1.3.0", ['says "a@^1" twice, of which the last counts'])]
)
def test_of_an_entry_that_a_merge_left_twice_the_last_counts_as_for_yarn(version: str, gaps: list[str]) -> None:
    header = "# yarn lockfile v1\n\n"
    text = header + f'a@^1, a@^1.1:\n  version "1.2.0"\n\na@^1:\n  version "{version}"\n  dependencies:\n    b "1"\n'
    scan = yarn_lock.scan(Document("yarn.lock", text.encode()))
    found = {wanted: scan.packages[str(scan.find("", "a", wanted))] for wanted in ("^1", "^1.1")}
    assert {wanted: (package.version, package.at) for wanted, package in found.items()} == {
        "^1": (version, 6),
        "^1.1": ("1.2.0", 3),
    }
    assert [(gap.reason, gap.line, gap.broken) for gap in scan.gaps] == [(reason, 6, False) for reason in gaps]


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("https://npm.example.test/a/-/a-1.2.0.tgz", "registry"),
        ("https://lab.example.test/team/a/-/archive/v1/a-v1.tar.gz", "url"),
        ("https://host.example.test/a.tgz", "url"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        '# yarn lockfile v1\n\n"a@{0}":\n  version "1.2.0"\n  resolved "{0}#0123"\n',
        '__metadata:\n  version: 8\n\n"a@{0}":\n  version: 1.2.0\n  resolution: "a@{0}"\n',
    ],
    ids=["Yarn 1", "Yarn 2 and later"],
)
def test_a_registrys_archive_is_a_release_also_where_its_address_was_asked_for(
    text: str, address: str, source: str
) -> None:
    scan = yarn_lock.scan(Document("yarn.lock", text.format(address).encode()))
    assert [(package.version, package.source) for package in scan.packages.values()] == [("1.2.0", source)]


def test_a_workspace_beside_the_root_is_left_to_a_lockfile_of_its_own() -> None:
    scan = lock(
        {
            "": {"workspaces": ["../beside/*", "within/*"]},
            "../beside/a": {"version": "1.0.0", "dependencies": {"b": "^1"}},
            "within/c": {"version": "1.0.0"},
            "node_modules/a": {"resolved": "../beside/a", "link": True},
        }
    )
    assert [member.folder for member in scan.members] == ["", "within/c"]


def test_of_a_dependency_that_stands_twice_the_last_counts_as_for_npm() -> None:
    text = '{"dependencies": {\n"a": "^1",\n"b": "1",\n"a": "^2"}}'
    document = Document("package.json", text.encode())
    scan = package_json.scan(document)
    assert {asked.name: asked.text for asked in scan.requirements} == {"a": "^2", "b": "1"}
    assert [Text(document.path, text).at(asked.at).line for asked in scan.requirements] == [4, 3]
    (gap,) = scan.gaps
    assert (gap.reason, gap.line, gap.broken) == ('names "a" twice in dependencies, of which the last counts', 4, False)


@pytest.mark.parametrize("group", ["overrides", "resolutions"])
def test_of_an_override_that_stands_twice_the_last_counts_as_for_npm_and_yarn(group: str) -> None:
    text = f'{{"{group}": {{\n"a": "^1.1",\n"a": "^1.2"}}}}'
    scan = package_json.scan(Document("package.json", text.encode()))
    assert scan.overrides == {"a": "^1.2"}
    (gap,) = scan.gaps
    assert (gap.reason, gap.line, gap.broken) == (f'names "a" twice in {group}, of which the last counts', 3, False)


@pytest.mark.parametrize("name", ["workspaces", "overrides", "name"])
def test_a_key_that_is_read_and_stands_twice_is_refused_and_any_other_is_not(name: str) -> None:
    twice = f'{{"{name}": 1, "{name}": 2}}'
    with pytest.raises(ReadError, match=f'says "{name}" twice'):
        package_json.scan(Document("package.json", twice.encode()))
    other = twice.replace(name, "scripts")
    assert package_json.scan(Document("package.json", other.encode())).requirements == ()


@pytest.mark.parametrize(
    ("tree", "published"),
    [
        ({"exports": "./x.js"}, True),
        ({"types": "x.d.ts", "private": True}, False),
        ({"main": "x.js"}, False),
        ({"publishConfig": {}, "private": "yes"}, True),
    ],
)
def test_a_library_is_told_by_what_only_a_library_has(tree: dict[str, Any], published: bool) -> None:
    assert package_json.scan(Document("package.json", json.dumps(tree).encode())).published is published
