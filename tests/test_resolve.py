"""How manifests, lockfiles and workspaces are joined: look-up, directness, scope, paths, holders, overrides and drift."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from auditor.config import load
from auditor.model import Component, Package, Requirement, Scan
from auditor.pipeline import Request, read
from auditor.projects import join, projects
from auditor.resolve import resolve
from trees import MemoryTree, entry, lockfile, manifest, project

SDK = "@acme/sdk"


def scans(files: Mapping[str, str | bytes]) -> tuple[Scan, ...]:
    return read(Request(MemoryTree(files), (), load, "")).scans


def found(files: Mapping[str, str | bytes], *names: str) -> list[Component]:
    """The components of these names (without any: of the SDK)."""
    return list(resolve(scans(files), lambda _, name: name in (names or (SDK,))))


def one(files: Mapping[str, str | bytes], *names: str) -> Component:
    components = found(files, *names)
    assert len(components) == 1, components
    return components[0]


def raw(packages: Mapping[str, Mapping[str, Any]]) -> str:
    """A lockfile of exactly these entries."""
    return json.dumps({"name": "shop", "lockfileVersion": 3, "packages": packages}, indent=2)


def v1(dependencies: Mapping[str, Any]) -> str:
    return json.dumps({"name": "shop", "lockfileVersion": 1, "dependencies": dependencies}, indent=2)


# Which copy a package gets


NESTED = project(
    {"a": "1", "b": "1"},
    {
        "a": entry("1.0.0", dependencies={SDK: "^3.0.0"}),
        "b": entry("1.0.0", dependencies={SDK: "^2.0.0"}),
        SDK: "3.2.0",
        f"node_modules/b/node_modules/{SDK}": entry("2.8.0"),
    },
)


def test_a_nested_copy_belongs_to_the_package_around_it_and_the_outer_one_to_the_others() -> None:
    paths = {component.version: component.paths for component in found(NESTED)}
    assert paths == {"3.2.0": (("shop", "a", SDK),), "2.8.0": (("shop", "b", SDK),)}


def test_version_1_nests_its_tables_and_is_joined_alike() -> None:
    lock = v1(
        {
            "a": {"version": "1.0.0", "requires": {SDK: "^3.0.0"}},
            "b": {
                "version": "1.0.0",
                "requires": {SDK: "^2.0.0"},
                "dependencies": {SDK: {"version": "2.8.0", "dev": True}},
            },
            SDK: {"version": "3.2.0"},
        }
    )
    components = found({"package.json": NESTED["package.json"], "package-lock.json": lock})
    assert [(item.version, item.paths, item.scope) for item in components] == [
        ("2.8.0", (("shop", "b", SDK),), "dev"),
        ("3.2.0", (("shop", "a", SDK),), "prod"),
    ]
    assert components[0].places[-1].at == ("dependencies", "b", "dependencies", SDK)


def test_one_version_in_several_folders_is_one_component_with_all_its_places() -> None:
    files = project(
        {"a": "1", "b": "1"},
        {
            "a": entry("1.0.0", dependencies={SDK: "2"}),
            "b": entry("1.0.0", dependencies={SDK: "2"}),
            f"node_modules/a/node_modules/{SDK}": entry("2.8.0"),
            f"node_modules/b/node_modules/{SDK}": entry("2.8.0"),
        },
    )
    assert len(one(files).places) == 2


def test_the_shortest_path_is_told_and_everybody_who_asks_is_a_holder() -> None:
    files = project(
        {"near": "1", "far": "1"},
        {
            "far": entry("1.0.0", dependencies={"between": "1"}),
            "between": entry("1.5.0", dependencies={SDK: "3.1.0"}),
            "near": entry("2.0.0", dependencies={SDK: "^3.0.0"}),
            SDK: "3.1.0",
        },
    )
    component = one(files)
    assert component.paths == (("shop", "near", SDK),)
    assert [tuple(holder) for holder in component.holders] == [
        ("near", "2.0.0", "^3.0.0"),
        ("between", "1.5.0", "3.1.0"),
    ]


def test_packages_that_ask_for_each_other_are_no_endless_path() -> None:
    files = project(
        {"a": "1"},
        {
            "a": entry("1.0.0", dependencies={"b": "1"}),
            "b": entry("1.0.0", dependencies={"a": "1", SDK: "3"}),
            SDK: entry("3.2.0", peerDependencies={"b": "1"}),
        },
    )
    assert one(files).paths == (("shop", "a", "b", SDK),)


def test_a_bundled_copy_is_brought_in_by_its_bundler() -> None:
    files = project(
        {"fat": "1"},
        {
            "fat": entry("1.0.0", dependencies={SDK: "2"}, bundleDependencies=[SDK]),
            f"node_modules/fat/node_modules/{SDK}": {"version": "2.8.0", "inBundle": True},
        },
    )
    component = one(files)
    assert (component.direct, component.paths, component.source) == (False, (("shop", "fat", SDK),), "registry")


def test_what_nobody_asks_for_has_no_path_and_is_not_direct() -> None:
    component = one(project({"a": "1"}, {"a": "1.0.0", SDK: entry("3.2.0", extraneous=True)}))
    assert (component.direct, component.paths, component.by_vendor) == (False, (), False)


# Directness and scope


@pytest.mark.parametrize(
    ("group", "flags", "scope"),
    [
        pytest.param("dependencies", {}, "prod", id="for production"),
        pytest.param("devDependencies", {"dev": True}, "dev", id="for development"),
        pytest.param("optionalDependencies", {"optional": True}, "optional", id="optional"),
        pytest.param("peerDependencies", {"peer": True}, "peer", id="a peer"),
    ],
)
def test_a_direct_dependency_has_the_scope_of_its_group(group: str, flags: dict[str, bool], scope: str) -> None:
    files = {
        "package.json": manifest(**{group: {SDK: "^3.0.0"}}),
        "package-lock.json": lockfile({SDK: entry("3.2.0", **flags)}, **{group: {SDK: "^3.0.0"}}),
    }
    component = one(files)
    assert (component.direct, component.scope, component.requirement) == (True, scope, "^3.0.0")


@pytest.mark.parametrize(
    ("flags", "scope"),
    [
        ({}, "prod"),
        ({"dev": True}, "dev"),
        ({"dev": True, "peer": True}, "dev"),
        ({"peer": True}, "peer"),
        ({"devOptional": True}, "optional"),
        ({"optional": True}, "optional"),
        ({"dev": "yes"}, "prod"),
    ],
)
def test_a_package_that_is_brought_in_has_the_scope_that_npm_marked(flags: dict[str, Any], scope: str) -> None:
    files = project({"a": "1"}, {"a": entry("1.0.0", dependencies={SDK: "3"}), SDK: entry("3.2.0", **flags)})
    assert (one(files).direct, one(files).scope) == (False, scope)


def test_the_widest_scope_of_several_declarations_counts() -> None:
    both = {"devDependencies": {SDK: "^3.0.0"}, "peerDependencies": {SDK: ">=1"}}
    files = {
        "package.json": manifest(**both),
        "package-lock.json": lockfile({SDK: entry("3.2.0", dev=True)}, **both),
    }
    component = one(files)
    assert component.scope == "peer"
    assert [item.requirement.scope for item in component.declared] == ["dev", "peer"]


def test_a_lockfile_alone_knows_the_roots_requirements_itself() -> None:
    files = {"package-lock.json": lockfile({SDK: "3.2.0"}, {SDK: "^3.0.0"})}
    component = one(files)
    assert (component.direct, component.requirement) == (True, "^3.0.0")
    assert [place.path for place in component.places] == ["package-lock.json"]


def test_a_version_1_lockfile_without_its_manifest_does_not_say_who_is_direct() -> None:
    component = one({"package-lock.json": v1({SDK: {"version": "3.2.0"}})})
    assert (component.direct, component.paths, component.by_vendor) == (None, (), False)


# Brought in by the vendor


def vendors(*askers: str) -> dict[str, str]:
    table: dict[str, Any] = {name: entry("1.0.0", dependencies={SDK: "2"}) for name in askers}
    return project(dict.fromkeys(askers, "1"), {**table, SDK: "2.8.0"})


@pytest.mark.parametrize(
    ("askers", "expected"),
    [
        pytest.param(("@acme/extra",), True, id="only the vendor's package asks"),
        pytest.param(("@acme/extra", "framework"), False, id="somebody else asks as well"),
        pytest.param(("framework",), False, id="only somebody else asks"),
    ],
)
def test_context_is_what_no_path_reaches_without_the_vendor(askers: tuple[str, ...], expected: bool) -> None:
    component = next(item for item in found(vendors(*askers), SDK, "@acme/extra") if item.name == SDK)
    assert component.by_vendor is expected


def test_a_long_way_round_the_vendor_counts() -> None:
    files = project(
        {"@acme/extra": "1", "far": "1"},
        {
            "@acme/extra": entry("1.0.0", dependencies={SDK: "2"}),
            "far": entry("1.0.0", dependencies={"between": "1"}),
            "between": entry("1.0.0", dependencies={SDK: "2", "far": "1"}),
            SDK: "2.8.0",
        },
    )
    component = next(item for item in found(files, SDK, "@acme/extra") if item.name == SDK)
    assert component.by_vendor is False


# Workspaces


MEMBERS = {
    "package.json": manifest(workspaces=["packages/*"]),
    "packages/web/package.json": manifest({SDK: "^3.0.0", "b": "1"}, name="web"),
    "packages/api/package.json": manifest({SDK: "^2.0.0"}, name="api"),
    "package-lock.json": lockfile(
        {
            "b": entry("1.0.0", dependencies={SDK: "^3.0.0"}),
            SDK: "3.2.0",
            "node_modules/web": {"resolved": "packages/web", "link": True},
            "node_modules/api": {"resolved": "packages/api", "link": True},
            "packages/web": {"name": "web", "dependencies": {SDK: "^3.0.0", "b": "1"}},
            "packages/api": {"name": "api", "dependencies": {SDK: "^2.0.0"}},
            f"packages/api/node_modules/{SDK}": entry("2.8.0"),
        },
        workspaces=["packages/*"],
    ),
}


def test_each_workspace_gets_its_own_copy_and_its_own_path() -> None:
    components = found(MEMBERS)
    assert {item.version: item.paths for item in components} == {
        "3.2.0": (("web", SDK),),
        "2.8.0": (("api", SDK),),
    }
    assert [item.declared[0].folder for item in components] == ["packages/api", "packages/web"]


def test_there_is_one_path_for_each_workspace_that_reaches_a_package() -> None:
    files = {
        "package.json": manifest(workspaces=["packages/*"]),
        "packages/web/package.json": manifest({SDK: "^3.0.0"}, name="web"),
        "packages/api/package.json": manifest({"b": "1"}, name="api"),
        "packages/docs/package.json": manifest(name="docs"),
        "package-lock.json": lockfile(
            {"b": entry("1.0.0", dependencies={SDK: "^3.0.0"}), SDK: "3.2.0"}, workspaces=["packages/*"]
        ),
    }
    assert one(files).paths == (("api", "b", SDK), ("web", SDK))


def test_a_member_whose_manifest_is_absent_is_known_from_the_lockfile() -> None:
    files = {path: text for path, text in MEMBERS.items() if path != "packages/api/package.json"}
    component = next(item for item in found(files) if item.version == "2.8.0")
    assert (component.direct, component.requirement, component.paths) == (True, "^2.0.0", (("api", SDK),))
    assert {place.path for place in component.places} == {"package-lock.json"}


def test_a_member_that_is_published_under_a_name_that_counts_is_the_projects_own() -> None:
    files = {
        "package.json": manifest({SDK: "*"}, workspaces={"packages": ["packages/*"]}),
        "packages/sdk/package.json": manifest(name=SDK, version="1.0.0"),
        "package-lock.json": lockfile(
            {
                f"node_modules/{SDK}": {"resolved": "packages/sdk", "link": True},
                "packages/sdk": {"name": SDK, "version": "1.0.0"},
            },
            {SDK: "*"},
            workspaces={"packages": ["packages/*"]},
        ),
    }
    assert found(files) == []


def test_a_member_that_a_lockfile_does_not_mention_is_the_projects_own() -> None:
    files = {
        "package.json": manifest(workspaces=["packages/*"]),
        "packages/sdk/package.json": manifest(name=SDK),
        "packages/web/package.json": manifest({SDK: "^1.0.0"}, name="web"),
        "package-lock.json": lockfile({}),
    }
    assert found(files) == []


def test_members_without_a_lockfile_are_the_projects_own() -> None:
    files = {
        "package.json": manifest({SDK: "^1.0.0"}, workspaces=["packages/*", "!packages/old"]),
        "packages/sdk/package.json": manifest(name=SDK),
        "packages/web/package.json": manifest({SDK: "^1.0.0"}, name="web"),
        "packages/old/package.json": manifest({SDK: "^1.0.0"}, name="old"),
        "elsewhere/package.json": manifest({SDK: "npm:@acme/sdk@2"}, name="elsewhere"),
    }
    assert [item.project for item in found(files)] == ["elsewhere/package.json", "packages/old/package.json"]


def test_a_member_gets_the_registrys_release_where_the_lockfile_says_so() -> None:
    files = {
        "package.json": manifest(workspaces=["packages/*"]),
        "packages/sdk/package.json": manifest(name=SDK),
        "packages/web/package.json": manifest({SDK: "^2.0.0"}, name="web"),
        "package-lock.json": lockfile(
            {
                f"node_modules/{SDK}": {"resolved": "packages/sdk", "link": True},
                "packages/sdk": {"name": SDK, "version": "3.0.0"},
                "node_modules/web": {"resolved": "packages/web", "link": True},
                "packages/web": {"name": "web", "dependencies": {SDK: "^2.0.0"}},
                f"packages/web/node_modules/{SDK}": entry("2.8.0"),
            },
            workspaces=["packages/*"],
        ),
    }
    assert (one(files).version, one(files).direct) == ("2.8.0", True)


def test_two_lockfiles_side_by_side_are_two_projects() -> None:
    files = project({SDK: "^3.0.0"}, {SDK: "3.1.0"})
    files["b/package-lock.json"] = lockfile({SDK: "3.2.0"}, {SDK: "^3.0.0"})
    assert [(item.project, item.version) for item in found(files)] == [
        ("b/package-lock.json", "3.2.0"),
        ("package-lock.json", "3.1.0"),
    ]


def test_a_manifest_below_a_lockfile_that_is_no_workspace_is_a_project_of_its_own() -> None:
    files = project({SDK: "^3.0.0"}, {SDK: "3.2.0"})
    files["examples/package.json"] = manifest({SDK: "^1.0.0"}, name="example")
    assert [(item.project, item.locked) for item in found(files)] == [
        ("package-lock.json", True),
        ("examples/package.json", False),
    ]


# Links, files and aliases


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        pytest.param("lib/sdk", [], id="a folder of the tree is the project's own"),
        pytest.param("../sdk", [("file", "file:../sdk")], id="one beside the tree is not"),
    ],
)
def test_a_folder_that_is_no_workspace_is_a_file(folder: str, expected: list[tuple[str, str]]) -> None:
    files = {
        "package.json": manifest({SDK: f"file:{folder}"}),
        "package-lock.json": raw(
            {
                "": {"name": "shop", "dependencies": {SDK: f"file:{folder}"}},
                f"node_modules/{SDK}": {"resolved": folder, "link": True},
                folder: {"name": SDK, "version": "1.0.0"},
            }
        ),
    }
    assert [(item.source, item.specifier) for item in found(files)] == expected


def test_a_link_whose_target_is_not_recorded_is_nothing_to_judge() -> None:
    files = project({SDK: "link:../sdk"}, {SDK: {"resolved": "../sdk", "link": True}})
    assert found(files) == []


@pytest.mark.parametrize(
    ("specifier", "inside"),
    [
        ("file:./sdk", True),
        ("./sdk", True),
        ("file:../sdk", False),
        ("file:~/sdk", False),
        ("~/sdk", False),
        ("file:/opt/sdk", False),
        ("file:///opt/sdk", False),
        ("file:C:\\sdk", False),
        ("file:..\\sdk", False),
    ],
)
def test_a_file_is_the_projects_own_only_below_its_root(specifier: str, inside: bool) -> None:
    assert (found(project({SDK: specifier})) == []) is inside


def test_a_tarball_of_the_tree_is_the_projects_own() -> None:
    inside = project({SDK: "file:sdk.tgz"}, {SDK: {"version": "1.0.0", "resolved": "file:sdk.tgz"}})
    outside = project({SDK: "file:../sdk.tgz"}, {SDK: {"version": "1.0.0", "resolved": "file:../sdk.tgz"}})
    assert found(inside) == []
    assert one(outside).specifier == "file:../sdk.tgz"


def test_an_alias_is_found_by_the_name_it_stands_for() -> None:
    files = project({"sdk2": f"npm:{SDK}@^2.0.0"}, {"sdk2": entry("2.8.0", name=SDK)})
    component = one(files)
    assert (component.name, component.alias, component.direct) == (SDK, "sdk2", True)
    assert component.paths == (("shop", f"sdk2 ({SDK})"),)
    assert component.declared[0].effective == "^2.0.0"


def test_an_alias_in_a_version_1_lockfile_is_found_as_well() -> None:
    files = {
        "package.json": manifest({"sdk2": f"npm:{SDK}@^2.0.0"}),
        "package-lock.json": v1({"sdk2": {"version": f"npm:{SDK}@2.8.0"}}),
    }
    assert (one(files).version, one(files).alias) == ("2.8.0", "sdk2")


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param("npm:evil@^1.0.0", id="as the manifest says"),
        pytest.param("^3.0.0", id="as only the lockfile says"),
    ],
)
def test_what_is_installed_under_a_name_that_counts_is_found(wanted: str) -> None:
    component = one(project({SDK: wanted}, {SDK: entry("1.0.0", name="evil")}))
    assert (component.name, component.alias) == ("evil", SDK)


def test_an_alias_that_leads_to_a_workspace_is_the_projects_own() -> None:
    files = {
        "package.json": manifest({SDK: "npm:x@1"}, workspaces=["packages/*"]),
        "package-lock.json": lockfile(
            {f"node_modules/{SDK}": {"resolved": "packages/x", "link": True}, "packages/x": {"name": "x"}},
            {SDK: "npm:x@1"},
            workspaces=["packages/*"],
        ),
    }
    assert found(files) == []


def test_a_manifests_alias_without_a_lockfile_counts_by_either_name() -> None:
    assert one(project({SDK: "npm:evil@1"})).alias == SDK
    assert one(project({"sdk2": f"npm:{SDK}@1"})).alias == "sdk2"


# Overrides


@pytest.mark.parametrize(
    ("more", "effective"),
    [
        pytest.param({}, "^2.0.0", id="none"),
        pytest.param({"overrides": {SDK: "3.2.0"}}, "3.2.0", id="npm's"),
        pytest.param({"resolutions": {SDK: "3.2.0"}}, "3.2.0", id="Yarn's"),
        pytest.param({"resolutions": {f"**/{SDK}": "3.2.0"}}, "3.2.0", id="Yarn's, at any depth"),
        pytest.param({"pnpm": {"overrides": {SDK: "3.2.0"}}}, "3.2.0", id="pnpm's"),
        pytest.param({"overrides": {SDK: f"${SDK}"}}, "^2.0.0", id="a reference to the range itself"),
        pytest.param({"overrides": {SDK: "$other"}}, None, id="a reference to another package's range"),
        pytest.param({"overrides": {SDK: "latest"}}, None, id="a tag"),
        pytest.param({"overrides": {SDK: "npm:other@1"}}, None, id="an alias"),
        pytest.param({"overrides": {SDK: {".": "3.2.0", "ms": "2"}}}, "3.2.0", id="nested, with one for itself"),
        pytest.param({"overrides": {SDK: {"ms": "2"}}}, "^2.0.0", id="nested, for what it brings in"),
        pytest.param({"overrides": {"framework": {SDK: "3.2.0"}}}, "^2.0.0", id="nested, below another package"),
        pytest.param({"overrides": {f"{SDK}@^1": "3.2.0"}}, None, id="for one range"),
        pytest.param({"resolutions": {f"framework/{SDK}": "3.2.0"}}, None, id="Yarn's, below another package"),
        pytest.param(
            {"overrides": {f"@other/{SDK.partition('/')[2]}": "1"}}, "^2.0.0", id="of another scope's package"
        ),
        pytest.param({"overrides": ["no table"]}, "^2.0.0", id="of no sense"),
    ],
)
def test_the_range_that_holds_is_the_one_after_overrides(more: dict[str, Any], effective: str | None) -> None:
    assert one(project({SDK: "^2.0.0"}, {SDK: "3.2.0"}, **more)).declared[0].effective == effective


@pytest.mark.parametrize(
    ("key", "effective"),
    [("@other/widget", "^1.0.0"), ("parent/widget", None), ("@other/parent/widget", None), ("widget@1", None)],
)
def test_a_scoped_name_that_ends_alike_is_another_package(key: str, effective: str | None) -> None:
    files = project({"widget": "^1.0.0"}, {"widget": "1.0.0"}, overrides={key: "2"})
    assert one(files, "widget").declared[0].effective == effective


def test_only_the_roots_overrides_hold() -> None:
    files = {**MEMBERS, "packages/web/package.json": manifest({SDK: "^3.0.0"}, name="web", overrides={SDK: "9.9.9"})}
    component = next(item for item in found(files) if item.version == "3.2.0")
    assert component.declared[0].effective == "^3.0.0"


# What a lockfile lacks


def test_a_package_that_the_lockfile_lacks_is_told_from_one_without_a_lockfile() -> None:
    lacking, loose = one(project({SDK: "3.2.0"}, {})), one(project({SDK: "3.2.0"}))
    assert (lacking.lacking, lacking.version, lacking.resolved_by, lacking.locked) == (True, None, None, True)
    assert (loose.lacking, loose.version, loose.resolved_by, loose.locked) == (False, "3.2.0", "declaration", False)
    assert loose.paths == (("shop", SDK),)


def test_a_lockfiles_package_may_be_declared_differently_in_each_workspace() -> None:
    files = {**MEMBERS, "packages/api/package.json": manifest(devDependencies={SDK: "file:../../../x"}, name="api")}
    component = next(item for item in found(files) if item.version == "2.8.0")
    assert component.requirement == "file:../../../x"


# Projects


def test_a_manifest_that_nothing_locks_is_a_project_with_one_workspace() -> None:
    (found_project,) = projects(scans({"app/package.json": manifest({SDK: "1"})}))
    assert (found_project.lock, found_project.folder, found_project.workspaces[0].name) == (None, "app", "shop")


def test_a_workspace_without_a_name_goes_by_its_folder() -> None:
    (at_root,) = projects(scans({"package.json": "{}"}))
    (below,) = projects(scans({"app/package.json": "{}"}))
    assert (at_root.workspaces[0].name, below.workspaces[0].name) == (".", "app")


@pytest.mark.parametrize(
    ("folder", "relative", "expected"),
    [
        ("", "a", "a"),
        ("a", "../b", "b"),
        ("a/b", "./c//d/", "a/b/c/d"),
        ("a", "..", ""),
        ("", "..", None),
        ("a", "../..", None),
        ("a", "/b", None),
        ("a", "~/b", None),
        ("a", "~b", "a/~b"),
        ("a", "C:/b", None),
        ("a", "\\b", None),
        ("a", "b\\..\\c", "a/c"),
    ],
)
def test_a_path_is_joined_and_never_leaves_the_base(folder: str, relative: str, expected: str | None) -> None:
    assert join(folder, relative) == expected


# Lockfiles of other shapes, as scans


def asked(name: str, text: str = "*") -> Requirement:
    return Requirement("pypi", name, text, 1, range=text)


def package(name: str, version: str = "1.0.0", **more: Any) -> Package:
    return Package(name, "pypi", name, version, 1, **more)


def lock(path: str, *packages: Package, **more: Any) -> Scan:
    table = {item.key: item for item in packages}

    def find(origin: str, name: str, wanted: str) -> str | None:  # noqa: ARG001 - as every lockfile's
        return name if name in table else None

    return Scan(path, "lockfile", "x.lock", "pypi", packages=table, **{"find": find, **more})


def declaring(path: str, *names: str, **more: Any) -> Scan:
    return Scan(path, "manifest", "x.toml", "pypi", requirements=tuple(map(asked, names)), **more)


def everything(_: str, name: str) -> bool:
    return bool(name)


def test_a_lockfile_for_some_of_a_manifest_leaves_the_rest_to_the_manifest() -> None:
    part = lock("part.txt", package("a"), whole=False)
    components = resolve([part, declaring("x.toml", "a", "b")], everything)
    assert [(item.name, item.project, item.lacking) for item in components] == [
        ("a", "part.txt", False),
        ("b", "x.toml", False),
    ]


def test_lockfiles_for_parts_that_together_hold_everything_leave_nothing() -> None:
    parts = [lock("one.txt", package("a"), whole=False), lock("two.txt", package("b"), whole=False)]
    assert [item.project for item in resolve([*parts, declaring("x.toml", "a", "b")], everything)] == [
        "one.txt",
        "two.txt",
    ]


def test_a_lockfile_joins_only_the_manifests_it_names() -> None:
    scan = lock("x.lock", package("a"), joins=("x.toml",))
    components = resolve([scan, declaring("x.toml", "a"), declaring("y.toml", "a")], everything)
    assert [(item.project, item.requirement) for item in components] == [("x.lock", "*"), ("y.toml", "*")]


@pytest.mark.parametrize(("beside", "locked"), [("in.txt", True), ("other.txt", False)])
def test_a_manifest_that_pins_everything_is_a_lockfile_beside_the_one_it_was_made_from(
    beside: str, locked: bool
) -> None:
    pins = lock("pins.txt", package("a"), joins=("in.txt",), requirements=(asked("a"),))
    components = resolve([pins._replace(kind="manifest"), declaring(beside, "a")], everything)
    assert next(item for item in components if item.project == "pins.txt").locked is locked


def test_a_format_that_marks_direct_packages_itself_starts_their_paths_at_the_root() -> None:
    scan = lock("x.lock", package("a", direct=True, requires={"b": "*"}), package("b", direct=False), name="app")
    components = {item.name: item for item in resolve([scan], everything)}
    assert [components[name].direct for name in "ab"] == [True, False]
    assert components["b"].paths == (("app", "a", "b"),)


def test_a_format_that_records_no_dependencies_finds_nothing() -> None:
    scan = Scan("x.lock", "lockfile", "x", "pypi", packages={"a": package("a")})
    (component,) = resolve([scan], everything)
    assert (scan.find("", "a", "*"), component.paths, component.direct) == (None, (), None)


def test_one_request_may_have_several_answers() -> None:
    old, new = Package("a1", "pypi", "a", "1", 1), Package("a2", "pypi", "a", "2", 1)
    scan = lock("x.lock", old, new, find=lambda _origin, name, _wanted: ("a1", "a2") if name == "a" else None)
    components = resolve([scan, declaring("x.toml", "a")], everything)
    assert [(item.version, item.direct) for item in components] == [("1", True), ("2", True)]


def test_workspaces_nest_where_the_format_says_so_and_may_be_named_above() -> None:
    scans_of = [
        declaring("app/x.toml", "a", workspaces=("in/*", "../beside")),
        declaring("app/in/one/x.toml", "b", workspaces=("deep",)),
        declaring("app/in/one/deep/x.toml", "c"),
        declaring("beside/x.toml", "d"),
        Scan("app/in/two/y.json", "manifest", "y", "npm"),
    ]
    flat, nested = (
        [item.folder for item in next(projects([*scans_of, lock("app/x.lock", nested=nest)])).workspaces]
        for nest in (False, True)
    )
    assert flat == ["app", "app/in/one", "beside"]
    assert nested == ["app", "app/in/one", "app/in/one/deep", "beside"]


def test_what_a_lockfile_marks_as_indirect_in_a_manifest_is_no_direct_dependency() -> None:
    indirect = asked("a")._replace(direct=False)
    scan = Scan("x.toml", "manifest", "x.toml", "pypi", requirements=(indirect,))
    (component,) = resolve([scan, lock("x.lock", package("a"))], everything)
    assert (component.direct, component.declared) == (False, ())


def test_a_go_workspace_builds_one_version_for_all_its_modules() -> None:
    files = {
        "go.work": "go 1.22\nuse (\n\t./a\n\t./b\n)\n",
        "a/go.mod": "module example.test/a\ngo 1.22\nrequire github.com/acme/sdk v1.1.0\n",
        "b/go.mod": "module example.test/b\ngo 1.22\nrequire github.com/acme/sdk v1.2.0\n",
    }
    assert {item.version for item in found(files, "github.com/acme/sdk")} == {"v1.2.0"}


# Workspaces that are left out


EXAMPLES = {
    "package.json": manifest({}, workspaces=["apps/*", "examples/*"]),
    "apps/shop/package.json": manifest({"framework": "1.0.0"}, name="web"),
    "examples/demo/package.json": manifest({SDK: "^1.0.0", "shared": "1.0.0"}, name="demo"),
    "package-lock.json": raw(
        {
            "": {"name": "shop", "workspaces": ["apps/*", "examples/*"]},
            "apps/shop": {"name": "web", "dependencies": {"framework": "1.0.0"}},
            "examples/demo": {"name": "demo", "dependencies": {SDK: "^1.0.0", "shared": "1.0.0"}},
            "node_modules/web": {"resolved": "apps/shop", "link": True},
            "node_modules/demo": {"resolved": "examples/demo", "link": True},
            "node_modules/framework": {"version": "1.0.0", "dependencies": {"shared": "1.0.0"}},
            "node_modules/shared": {"version": "1.0.0"},
            f"node_modules/{SDK}": {"version": "1.5.0"},
            "node_modules/left-over": {"version": "2.0.0"},
        }
    ),
}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param("", {SDK: True, "shared": True, "left-over": False}, id="nothing is left out"),
        pytest.param(
            'exclude = ["examples/"]', {"shared": False, "left-over": False}, id="what only the examples have"
        ),
        pytest.param('exclude = ["/apps"]', {SDK: True, "shared": True, "left-over": False}, id="others keep theirs"),
        pytest.param(
            'include = ["apps/", "/package*.json"]', {"shared": False, "left-over": False}, id="what is not included"
        ),
    ],
)
def test_what_a_lockfile_holds_for_workspaces_that_are_left_out_is_no_component(
    settings: str, expected: dict[str, bool]
) -> None:
    reading = read(Request(MemoryTree({**EXAMPLES, ".matrix-audit.toml": settings}), (), load, ""))
    components = resolve(
        reading.scans, lambda _, name: name in {SDK, "shared", "left-over"}, reading.configuration.excluded
    )
    assert {component.name: component.direct for component in components} == expected


@pytest.mark.parametrize(("settings", "scope"), [("", "prod"), ('exclude = ["examples/"]', "dev")])
def test_what_the_workspaces_that_are_kept_need_for_development_is_dev(settings: str, scope: str) -> None:
    files = {
        "package.json": manifest({}, workspaces=["apps/*", "examples/*"]),
        "apps/shop/package.json": manifest(name="web", devDependencies={SDK: "^1.0.0"}),
        "examples/demo/package.json": manifest({SDK: "^1.0.0"}, name="demo"),
        "package-lock.json": raw(
            {
                "": {"name": "shop", "workspaces": ["apps/*", "examples/*"]},
                "apps/shop": {"name": "web", "devDependencies": {SDK: "^1.0.0"}},
                "examples/demo": {"name": "demo", "dependencies": {SDK: "^1.0.0"}},
                f"node_modules/{SDK}": {"version": "1.5.0"},
            }
        ),
        ".matrix-audit.toml": settings,
    }
    reading = read(Request(MemoryTree(files), (), load, ""))
    (component,) = resolve(reading.scans, lambda _, name: name == SDK, reading.configuration.excluded)
    assert component.scope == scope
