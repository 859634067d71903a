"""What is to be typed: for every kind of upgrade, workspace, alias, group and style of range, and for hostile names."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from auditor.config import load
from auditor.managers import of_component, quoted
from auditor.managers.npm_family import NPM
from auditor.matrix import load as load_matrix
from auditor.pipeline import Request, audit
from auditor.reports._wording import caveats
from auditor.results import Finding, Upgrade
from trees import DAY, MemoryTree, check, entry, lockfile, manifest, only, project

SDK = "@acme/sdk"


def upgrade(files: dict[str, str], rule: str | None = None, **more: Any) -> Upgrade:
    """The upgrade of the one finding, or of the one finding of a rule."""
    report = check(files, **more)
    found: list[Finding] = [finding for finding in report.active() if rule in {None, finding.rule}]
    assert len(found) == 1, found
    suggested = found[0].upgrade
    assert suggested is not None
    return suggested


def typed(suggested: Upgrade) -> list[list[str]]:
    """The commands as the words that a shell makes of them."""
    return [shlex.split(command.run) for command in suggested.commands]


def edited(suggested: Upgrade) -> list[tuple[str, str, str]]:
    """The edits: where, what, and what it becomes."""
    return [(edit.path, edit.old, edit.new) for edit in suggested.edits]


FORCED = '; failing that, force it, untested: "overrides": {"@acme/sdk": "^3.2.0"} in package.json'

# By kind


def test_within_the_range_the_lockfile_moves() -> None:
    suggested = upgrade(project({SDK: "^3.0.0"}, {SDK: "3.1.0"}))
    assert (suggested.kind, suggested.to, suggested.breaking, suggested.guide) == ("lockfile", "3.2.0", False, None)
    assert typed(suggested) == [["npm", "update", SDK]]


def test_out_of_the_range_the_manifest_changes_and_the_guide_is_named() -> None:
    suggested = upgrade(project({SDK: "^1.0.0"}, {SDK: "1.9.0"}))
    assert (suggested.kind, suggested.to, suggested.breaking) == ("manifest", "3.2.0", True)
    assert suggested.guide == "https://docs.example.test/sdk-3"
    assert edited(suggested) == [("package.json", "^1.0.0", "^3.2.0")]
    assert typed(suggested) == [["npm", "install"]]


def test_a_range_may_admit_another_line() -> None:
    suggested = upgrade(project({SDK: ">=1"}, {SDK: "1.9.0"}))
    assert (suggested.kind, suggested.breaking, suggested.guide) == (
        "lockfile",
        True,
        "https://docs.example.test/sdk-3",
    )
    assert typed(suggested) == [["npm", "update", SDK]]


def test_an_override_is_what_must_admit_the_target() -> None:
    files = project({SDK: "^1.0.0"}, {SDK: "3.1.0"}, overrides={SDK: "^3.0.0"})
    assert upgrade(files).kind == "lockfile"


def test_what_another_package_holds_is_moved_by_its_parent() -> None:
    files = project(
        {"framework": "1"},
        {
            "framework": entry("1.0.0", dependencies={"inner": "1"}),
            "inner": entry("1.5.0", dependencies={SDK: "~3.1.0"}),
            SDK: "3.1.0",
        },
    )
    suggested = upgrade(files)
    assert (suggested.kind, suggested.to) == ("parent", "3.2.0")
    assert (
        suggested.reason == "inner 1.5.0 asks for ~3.1.0: upgrade framework to a release that asks for 3.2.0" + FORCED
    )
    assert typed(suggested) == [["npm", "update", "framework"]]


def held(**ranges: str) -> dict[str, str]:
    table: dict[str, Any] = {name: entry("1.0.0", dependencies={SDK: wanted}) for name, wanted in ranges.items()}
    return project(dict.fromkeys(ranges, "1"), {**table, SDK: "3.1.0"})


def test_within_its_parents_range_the_lockfile_moves() -> None:
    suggested = upgrade(held(framework="^3.0.0"))
    assert (suggested.kind, suggested.within, typed(suggested)) == ("parent", True, [["npm", "update", SDK]])


def test_a_copy_that_several_share_moves_only_if_all_let_it() -> None:
    suggested = upgrade(held(first="^3.0.0", second="3.1.0", third="~3.1.0"))
    assert (suggested.kind, suggested.within) == ("parent", False)
    assert suggested.reason == (
        "second 1.0.0 asks for 3.1.0; third 1.0.0 asks for ~3.1.0:"
        " upgrade second and third to a release that asks for 3.2.0" + FORCED
    )
    assert typed(suggested) == [["npm", "update", "second", "third"]]


def test_a_parent_that_is_an_alias_goes_by_it() -> None:
    files = project(
        {"f": "npm:framework@1"}, {"f": entry("1.0.0", name="framework", dependencies={SDK: "3.1.0"}), SDK: "3.1.0"}
    )
    suggested = upgrade(files)
    assert suggested.reason == "framework 1.0.0 asks for 3.1.0: upgrade f to a release that asks for 3.2.0" + FORCED
    assert typed(suggested) == [["npm", "update", "f"]]


def test_what_nobody_asks_for_is_moved_as_it_stands() -> None:
    suggested = upgrade(project({"a": "1"}, {"a": "1.0.0", SDK: "3.1.0"}))
    assert (suggested.kind, suggested.reason, typed(suggested)) == ("parent", None, [["npm", "update", SDK]])


def test_a_holder_without_a_version_or_range_is_told_in_whole_words() -> None:
    files = project({"a": "1"}, {"a": {"dependencies": {SDK: None}}, SDK: "3.1.0"})
    assert upgrade(files).reason == "a asks for it: upgrade a to a release that asks for 3.2.0" + FORCED


def test_another_product_takes_the_place_of_a_retired_one() -> None:
    suggested = upgrade(project({"acme-old": "^1.0.0"}, {"acme-old": "1.5.0"}))
    assert (suggested.kind, suggested.to, suggested.breaking) == ("replace", "3.2.0", True)
    assert suggested.reason == "Acme SDK does all that it did."
    assert typed(suggested) == [["npm", "uninstall", "acme-old"], ["npm", "install", f"{SDK}@^3.2.0"]]


def test_without_a_successor_there_is_nothing_to_type() -> None:
    suggested = upgrade(project({"@acme/extra": "1"}, {"@acme/extra": "1.1.0"}))
    assert (suggested.kind, suggested.reason, suggested.commands) == (
        "none",
        "no listed product is known to take its place",
        (),
    )


def test_a_line_that_ends_gives_way_to_the_next_one() -> None:
    suggested = upgrade(project({"acme-widget": "^3.0.0"}, {"acme-widget": "3.5.0"}), "MA105")
    assert (suggested.kind, suggested.to, suggested.breaking) == ("manifest", "4.1.0", True)
    assert edited(suggested) == [("package.json", "^3.0.0", "^4.1.0")]


def test_before_the_matrix_knows_a_release_there_is_none_to_go_to() -> None:
    suggested = upgrade(project({SDK: "git+https://git.example.test/sdk.git"}), as_of="2019-01-01")
    assert suggested.kind == "none"
    assert suggested.reason == "the matrix knows no release of it that is supported"


@pytest.mark.parametrize(("wanted", "new"), [(">=1", ">=3"), ("latest", "^3.2.0")])
def test_a_range_that_no_lockfile_resolves_is_narrowed_to_the_supported_line(wanted: str, new: str) -> None:
    suggested = upgrade(project({SDK: wanted}))
    assert (suggested.kind, suggested.breaking) == ("manifest", False)
    assert edited(suggested) == [("package.json", wanted, new)]


@pytest.mark.parametrize(
    "wanted", ["git+https://git.example.test/sdk.git", "https://host.example.test/sdk.tgz", "file:../sdk"]
)
def test_a_source_that_is_no_registry_is_not_edited_away(wanted: str) -> None:
    suggested = upgrade(project({SDK: wanted}))
    assert (suggested.kind, suggested.breaking, suggested.edits) == ("manifest", False, ())
    assert typed(suggested) == [["npm", "install", f"{SDK}@^3.2.0"]]


def test_drift_is_mended_by_an_install() -> None:
    suggested = upgrade(project({SDK: "^3.2.0"}, {SDK: "3.1.0"}), "MA903")
    assert (suggested.kind, typed(suggested)) == ("lockfile", [["npm", "install"]])


def test_a_lockfile_that_does_not_say_who_asks_is_moved_as_it_stands() -> None:
    lock = '{"lockfileVersion": 1, "dependencies": {"@acme/sdk": {"version": "3.1.0"}}}'
    suggested = upgrade({"package-lock.json": lock})
    assert (suggested.kind, typed(suggested)) == ("lockfile", [["npm", "update", SDK]])
    assert caveats(suggested) == ["no range for it is in the tree"]


def test_a_bill_of_materials_says_who_asks_but_not_for_what() -> None:
    parts = [
        {"bom-ref": name, "purl": f"pkg:npm/{name}@{version}"} for name, version in (("a", "1.0.0"), (SDK, "3.1.0"))
    ]
    graph = [{"ref": "shop", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": [SDK]}]
    shop = {"component": {"bom-ref": "shop", "name": "shop"}}
    bom = {"bomFormat": "CycloneDX", "metadata": shop, "components": parts, "dependencies": graph}
    assert caveats(upgrade({"bom.json": json.dumps(bom)})) == ["no range for it is in the tree"]


@pytest.mark.parametrize("rule", ["MA104", "MA108"])
def test_some_findings_have_no_upgrade(rule: str) -> None:
    name, version = {"MA104": ("acme-widget", "4.1.0"), "MA108": ("acme-sdk", "1.0.0")}[rule]
    finding = only(check(project({name: "*"}, {name: version})))
    assert (finding.rule, finding.upgrade) == (rule, None)


# Where, and in which group


def test_a_project_in_a_folder_is_moved_there() -> None:
    files = {f"apps/shop/{name}": text for name, text in project({SDK: "^3.0.0"}, {SDK: "3.1.0"}).items()}
    assert [command.cwd for command in upgrade(files).commands] == ["apps/shop"]


def workspace(name: str, version: str, **packages: dict[str, Any]) -> dict[str, str]:
    """Members with these manifests' parts, and one copy of a package for all."""
    return {
        "package.json": manifest(workspaces=["packages/*"]),
        **{f"packages/{member}/package.json": manifest(name=member, **more) for member, more in packages.items()},
        "package-lock.json": lockfile({name: version}, workspaces=["packages/*"]),
    }


def test_only_the_workspaces_whose_range_forbids_it_are_changed() -> None:
    files = workspace(
        SDK,
        "1.9.0",
        web={"dependencies": {SDK: "^1.0.0"}},
        api={"dependencies": {SDK: ">=1"}},
        old={"dependencies": {SDK: "1.9.0"}},
    )
    suggested = upgrade(files)
    assert edited(suggested) == [
        ("packages/old/package.json", "1.9.0", "3.2.0"),
        ("packages/web/package.json", "^1.0.0", "^3.2.0"),
    ]
    assert typed(suggested) == [["npm", "install"]]


def other_workspace(root: dict[str, str], lock: str, name: str, **packages: dict[str, Any]) -> dict[str, str]:
    """Members with these manifests' parts, beside the root's own, and another manager's lockfile."""
    return {
        "package.json": manifest(root, workspaces=["packages/*"]),
        **{f"packages/{member}/package.json": manifest(name=member, **more) for member, more in packages.items()},
        name: lock,
    }


def classic(name: str, version: str, *ranges: str) -> str:
    """A yarn.lock with one copy of a package for several ranges."""
    patterns = ", ".join(f'"{name}@{wanted}"' for wanted in ranges)
    return f'# yarn lockfile v1\n\n\n{patterns}:\n  version "{version}"\n'


@pytest.mark.parametrize(
    ("root", "members", "commands"),
    [
        pytest.param(
            {},
            {"a": {"devDependencies": {SDK: "^3.0.0"}}, "b": {"dependencies": {SDK: "^3.0.0"}}},
            [("packages/b", f"yarn upgrade {SDK}@^3.0.0")],
            id="one range, in the folder that has it under dependencies",
        ),
        pytest.param(
            {},
            {"a": {"dependencies": {SDK: "^3.0.0"}}, "b": {"dependencies": {SDK: ">=3"}}},
            [("packages/a", f"yarn upgrade {SDK}@^3.0.0"), ("packages/b", f"yarn upgrade {SDK}@>=3")],
            id="two ranges",
        ),
        pytest.param(
            {},
            {"a": {"devDependencies": {SDK: "^3.0.0"}}},
            [(".", "yarn upgrade")],
            id="a development dependency, which a range would put elsewhere",
        ),
        pytest.param(
            {SDK: "^3.0.0"},
            {"a": {"peerDependencies": {SDK: ">=1"}}},
            [(".", f"yarn upgrade {SDK}")],
            id="the root's own",
        ),
    ],
)
def test_yarn_1_moves_by_name_only_what_the_folder_asks_for(
    root: dict[str, str], members: dict[str, dict[str, Any]], commands: list[tuple[str, str]]
) -> None:
    lock = classic(SDK, "3.1.0", "^3.0.0", ">=3")
    suggested = upgrade(other_workspace(root, lock, "yarn.lock", **members))
    assert suggested.kind == "lockfile"
    assert [(command.cwd, " ".join(shlex.split(command.run))) for command in suggested.commands] == commands


def test_without_a_lockfile_too_the_root_of_a_workspace_is_said_to_be_meant() -> None:
    files = {
        "package.json": manifest({"acme-old": "1"}, packageManager="pnpm@9.0.0"),
        "pnpm-workspace.yaml": "packages: [packages/*]\n",
        "packages/a/package.json": manifest(name="a"),
    }
    assert typed(upgrade(files)) == [["pnpm", "remove", "acme-old"], ["pnpm", "add", "-w", f"{SDK}@^3.2.0"]]


def test_bun_moves_what_a_workspace_asks_for_in_its_folder() -> None:
    lock = (
        '{"lockfileVersion": 1, "workspaces": {"": {}, "packages/a": {"name": "a"}}, '
        f'"packages": {{"{SDK}": ["{SDK}@3.1.0", "", {{}}, "sha512-a"]}}}}'
    )
    suggested = upgrade(other_workspace({}, lock, "bun.lock", a={"dependencies": {SDK: "^3.0.0"}}))
    assert [(command.cwd, command.run) for command in suggested.commands] == [("packages/a", f"bun update {SDK}")]


def test_a_retired_package_is_replaced_in_every_workspace_and_in_its_own_group() -> None:
    files = workspace(
        "acme-old",
        "1.5.0",
        web={"dependencies": {"acme-old": "1"}},
        api={"devDependencies": {"acme-old": "1"}},
        lib={"peerDependencies": {"acme-old": "1"}},
        opt={"optionalDependencies": {"acme-old": "1"}},
    )
    assert typed(upgrade(files)) == [
        ["npm", "uninstall", "acme-old", "--workspace", "packages/api"],
        ["npm", "install", "--save-dev", f"{SDK}@^3.2.0", "--workspace", "packages/api"],
        ["npm", "uninstall", "acme-old", "--workspace", "packages/opt"],
        ["npm", "install", "--save-optional", f"{SDK}@^3.2.0", "--workspace", "packages/opt"],
        ["npm", "uninstall", "acme-old", "--workspace", "packages/web"],
        ["npm", "install", f"{SDK}@^3.2.0", "--workspace", "packages/web"],
        ["npm", "uninstall", "acme-old", "--workspace", "packages/lib"],
        ["npm", "install", "--save-peer", f"{SDK}@^3.2.0", "--workspace", "packages/lib"],
    ]


def test_an_alias_keeps_its_name() -> None:
    locked = {"sdk": entry("1.9.0", name=SDK)}
    suggested = upgrade(project({"sdk": f"npm:{SDK}@^1.0.0"}, locked))
    assert edited(suggested) == [("package.json", "^1.0.0", "^3.2.0")]
    assert typed(suggested) == [["npm", "install"]]
    assert typed(upgrade(project({"sdk": f"npm:{SDK}@>=1"}, locked))) == [["npm", "update", "sdk"]]


def test_a_retired_package_that_is_an_alias_is_removed_by_it() -> None:
    suggested = upgrade(project({"old": "npm:acme-old@1"}, {"old": entry("1.5.0", name="acme-old")}))
    assert typed(suggested)[0] == ["npm", "uninstall", "old"]


@pytest.mark.parametrize(
    ("manager", "run"),
    [("npm@10.2.0", "npm install"), ("yarn@4.1.0", "yarn install"), ("pnpm@9.0.0", "pnpm install")],
)
def test_commands_are_those_of_the_projects_own_package_manager(manager: str, run: str) -> None:
    suggested = upgrade({"package.json": manifest({SDK: "^1.0.0"}, packageManager=manager)})
    assert typed(suggested) == [run.split()]


def test_without_a_known_package_manager_the_advice_stands_alone() -> None:
    replaced = upgrade(project({"acme-old": "1.5.0"}, packageManager="deno@2"))
    changed = upgrade(project({SDK: "^1.0.0"}, packageManager="deno@2"))
    assert (replaced.kind, replaced.to, replaced.commands) == ("replace", "3.2.0", ())
    assert (changed.kind, changed.to, changed.commands) == ("manifest", "3.2.0", ())


def test_another_ecosystem_is_not_npms() -> None:
    component = check(project({SDK: "^1.0.0"})).components[0].component
    assert of_component(component._replace(ecosystem="pub")) is not NPM


# Styles of a range (more of them in test_restyle)


@pytest.mark.parametrize(("wanted", "new"), [("1.9.0", "3.2.0"), ("=1.9.0", "=3.2.0"), ("v1.9.0", "v3.2.0")])
def test_a_pin_stays_a_pin(wanted: str, new: str) -> None:
    assert edited(upgrade(project({SDK: wanted}, {SDK: "1.9.0"}))) == [("package.json", wanted, new)]


def test_a_pin_on_the_supported_line_is_changed_in_the_manifest() -> None:
    suggested = upgrade(project({SDK: "3.1.0"}, {SDK: "3.1.0"}))
    assert (suggested.kind, suggested.breaking, suggested.guide) == ("manifest", False, None)


# Hostile names

HOSTILE = ["a b", 'a"; rm -rf ~; "', "$(id)", "`id`", "a'b", "a\\b", "!!", "a\nb", "a&b|c", ""]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_stays_one_word(name: str) -> None:
    assert shlex.split(quoted(name)) == [name]


@pytest.mark.parametrize("name", [name for name in HOSTILE if name])
def test_an_alias_stays_one_word_of_its_command(name: str) -> None:
    files = project({name: f"npm:{SDK}@^3.0.0"}, {name: entry("3.1.0", name=SDK)})
    assert typed(upgrade(files)) == [["npm", "update", name]]


@pytest.mark.parametrize("folder", ["a b", "$(id)", "x;y"])
def test_a_folder_stays_one_word(folder: str) -> None:
    files = workspace("acme-old", "1.5.0", **{folder: {"dependencies": {"acme-old": "^1.0.0"}}})
    assert typed(upgrade(files))[0][-2:] == ["--workspace", f"packages/{folder}"]


@pytest.mark.parametrize("name", ["--global", "-g"])
def test_a_name_that_npm_would_take_for_an_option_is_never_typed(name: str) -> None:
    alias = upgrade(project({name: f"npm:{SDK}@^3.0.0"}, {name: entry("3.1.0", name=SDK)}))
    parent = upgrade(project({name: "1"}, {name: entry("1.0.0", dependencies={SDK: "3.1.0"}), SDK: "3.1.0"}))
    assert (alias.commands, parent.commands) == ((), ())


def test_the_same_command_is_typed_once() -> None:
    both = {"dependencies": {SDK: "^1.0.0"}, "devDependencies": {SDK: "^1.0.0"}}
    assert len(upgrade(workspace(SDK, "1.9.0", web=both), as_of=DAY).commands) == 1


# Requirements files that pin

GLOBEX = str(Path(__file__).parent / "matrices" / "globex")
PINNED = [
    (
        {"requirements.txt": "globex-login==1.0.0\nother==2.0\n"},
        [("requirements.txt", "==1.0.0", "==1.4.0")],
        ["pip", "install", "--requirement", "requirements.txt"],
    ),
    (
        {"requirements.in": "globex-login<1.4\n", "requirements.txt": "globex-login==1.0.0\nother==2.0\n"},
        [("requirements.in", "<1.4", "<1.5")],
        "pip-compile requirements.in --output-file requirements.txt --upgrade-package globex-login".split(),
    ),
]


def of_python(files: dict[str, str]) -> Upgrade:
    request = Request(MemoryTree(files), (load_matrix(GLOBEX),), load, DAY)
    [finding] = audit(request).active()
    assert finding.upgrade is not None
    return finding.upgrade


@pytest.mark.parametrize(("files", "edits", "run"), PINNED, ids=["written by hand", "beside what it was made from"])
def test_a_requirements_file_of_pins_is_changed_where_its_pins_are_chosen(
    files: dict[str, str], edits: list[tuple[str, str, str]], run: list[str]
) -> None:
    suggested = of_python(files)
    assert (suggested.kind, edited(suggested), typed(suggested)) == ("manifest", edits, [run])


def test_a_constraint_is_changed_by_hand() -> None:
    suggested = of_python({"constraints.txt": "globex-login==1.0.0\n"})
    assert (suggested.kind, suggested.commands) == ("manifest", ())
    assert suggested.reason == "change globex-login to ==1.4.0 in constraints.txt"


LOCKED = """version = 1
requires-python = ">=3.10"
[[package]]
name = "app"
version = "0.1.0"
source = {{ virtual = "." }}
dependencies = [{{ name = "globex-login" }}]
[[package]]
name = "globex-login"
version = "{version}"
source = {{ registry = "https://pypi.example.test/simple" }}
"""


@pytest.mark.parametrize(
    ("wanted", "after", "run"),
    [
        pytest.param("<1", "<2", "uv lock --upgrade-package globex-login", id="a bound that lets the old one stay"),
        pytest.param(">=0.5,<1", ">=1.4,<2", "uv lock", id="bounds that do not"),
    ],
)
def test_where_the_new_range_lets_what_is_locked_stay_the_command_moves_it(wanted: str, after: str, run: str) -> None:
    project = f'[project]\nname = "app"\ndependencies = ["globex-login{wanted}"]\n'
    suggested = of_python({"pyproject.toml": project, "uv.lock": LOCKED.format(version="0.9.0")})
    assert [edit.new for edit in suggested.edits] == [after]
    assert [command.run for command in suggested.commands] == [run]


@pytest.mark.parametrize(
    ("tables", "options"),
    [
        pytest.param('[project]\ndependencies = ["auth0-fastapi-api"]\n[tool.uv]\n', "", id="no group"),
        pytest.param('[dependency-groups]\nops = ["auth0-fastapi-api"]\n[tool.uv]\n', " --group ops", id="a group"),
        pytest.param(
            '[project.optional-dependencies]\napi = ["auth0-fastapi-api"]\n[tool.uv]\n',
            " --optional api",
            id="an extra",
        ),
        pytest.param(
            '[tool.poetry.group.ops.dependencies]\nauth0-fastapi-api = "*"\n', " --group ops", id="a group of Poetry"
        ),
    ],
)
def test_what_takes_the_place_goes_to_the_same_group(tables: str, options: str) -> None:
    files = {"pyproject.toml": tables}
    [finding] = (
        one for one in audit(Request(MemoryTree(files), (load_matrix("auth0"),), load, DAY)).active() if one.upgrade
    )
    assert finding.upgrade is not None
    remove, add = (command.run for command in finding.upgrade.commands)
    program = remove.partition(" ")[0]
    assert remove == f"{program} remove auth0-fastapi-api{options}"
    assert add.startswith(f'{program} add "auth0-api-python')
    assert add.endswith(f'"{options}')


def test_a_source_of_its_own_goes_before_uv_adds_a_release() -> None:
    source = 'globex-login = { git = "https://git.example.test/login" }'
    project = f'[project]\nname = "app"\ndependencies = ["globex-login"]\n[tool.uv.sources]\n{source}\n'
    suggested = of_python({"pyproject.toml": project})
    runs = ["uv remove globex-login", 'uv add "globex-login>=1.4.0,<2"']
    assert [command.run for command in suggested.commands] == runs


def test_a_gem_goes_before_bundler_adds_a_release_of_it() -> None:
    request = Request(
        MemoryTree({"Gemfile": 'gem "omniauth-auth0", github: "auth0/omniauth-auth0"\n'}),
        (load_matrix("auth0"),),
        load,
        DAY,
    )
    [finding] = (finding for finding in audit(request).active() if finding.rule == "MA107")
    assert finding.upgrade is not None
    remove, add = (command.run for command in finding.upgrade.commands)
    assert remove == "bundle remove omniauth-auth0"
    assert add.startswith("bundle add omniauth-auth0 --version ")


def test_for_a_file_that_does_not_say_what_it_was_made_from_no_command_is_made_up() -> None:
    suggested = of_python({"requirements.txt": "globex-login==1.0.0 \\\n    --hash=sha256:aa\n"})
    assert (suggested.kind, suggested.commands) == ("manifest", ())
    assert suggested.reason == "make requirements.txt again with globex-login 1.4.0: it does not say from what"


# Overrides

OVERRIDDEN = {
    "pnpm's own file": (
        {
            "package.json": '{"name": "shop", "private": true, "dependencies": {"@globex/login": "^1.0.0"}}',
            "pnpm-workspace.yaml": "overrides:\n  '@globex/login': 1.0.0\n",
            "pnpm-lock.yaml": "lockfileVersion: '9.0'\noverrides:\n  '@globex/login': 1.0.0\nimporters:\n  .:\n    dependencies:\n"
            "      '@globex/login':\n        specifier: 1.0.0\n        version: 1.0.0\npackages:\n  '@globex/login@1.0.0':\n"
            "    resolution: {integrity: sha512-x}\nsnapshots:\n  '@globex/login@1.0.0': {}\n",
        },
        [("pnpm-workspace.yaml", "1.0.0", "1.4.0")],
    ),
    "uv's list": (
        {
            "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["globex-login>=1.0"]\n'
            '[tool.uv]\noverride-dependencies = ["other==1", "Globex_Login[x] == 0.9.0 ; python_version > \'3\'"]\n'
        },
        [("pyproject.toml", "== 0.9.0", "== 1.4.0")],
    ),
    "PDM's table": (
        {
            "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["globex-login>=1.0"]\n'
            '[tool.pdm.resolution.overrides]\nglobex-login = "==0.9.0"\n'
        },
        [("pyproject.toml", "==0.9.0", "==1.4.0")],
    ),
}


@pytest.mark.parametrize(("files", "edits"), OVERRIDDEN.values(), ids=OVERRIDDEN)
def test_what_overrides_a_range_is_changed_where_it_stands(
    files: dict[str, str], edits: list[tuple[str, str, str]]
) -> None:
    assert edited(of_python(files)) == edits


def test_a_range_under_an_override_that_cannot_be_edited_is_left_as_it_is() -> None:
    lock = 'version = 1\n[manifest]\noverrides = [{ name = "globex-login", specifier = "==0.9.0" }]\n' + "".join(
        f'[[package]]\nname = "{name}"\nversion = "{version}"\nsource = {{ {source} }}\n{more}'
        for name, version, source, more in (
            ("globex-login", "0.9.0", 'registry = "https://pypi.example.test"', ""),
            ("shop", "1", 'virtual = "."', 'dependencies = [{ name = "globex-login" }]\n'),
        )
    )
    declared = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["globex-login>=1.0"]\n'
    suggested = of_python({"pyproject.toml": declared, "uv.lock": lock})
    assert (suggested.edits, suggested.commands) == ((), ())
    assert suggested.reason == "change the override of globex-login to >=1.4.0,<2"


# A lockfile on its own


def test_a_lockfile_alone_still_says_who_holds_a_package() -> None:
    login = {"name": "auth0/login", "version": "7.12.0", "require": {"auth0/auth0-php": "^8.0"}}
    locked = [{"name": "auth0/auth0-php", "version": "8.11.1"}, login]
    lock = json.dumps({"packages": locked, "packages-dev": []})
    request = Request(MemoryTree({"composer.lock": lock}), (load_matrix("auth0"),), load, "2026-11-23")
    [suggested] = [finding.upgrade for finding in audit(request).active() if finding.rule == "MA102"]
    assert suggested is not None
    assert (suggested.kind, suggested.within) == ("parent", False)
    assert (suggested.reason or "").startswith("auth0/login 7.12.0 asks for ^8.0: upgrade auth0/login")


# Modules of Go


def test_a_module_that_another_brings_in_moves_with_that_one_to_a_name_of_its_own() -> None:
    module = "module shop\n\nrequire github.com/auth0/go-auth0/v2 v2.14.0 // indirect\n"
    request = Request(MemoryTree({"go.mod": module}), (load_matrix("auth0"),), load, "2026-11-23")
    [suggested] = [finding.upgrade for finding in audit(request).active() if finding.rule == "MA102"]
    assert suggested is not None
    assert (suggested.kind, suggested.commands, suggested.within) == ("parent", (), False)
    assert "(go mod why -m github.com/auth0/go-auth0/v2)" in (suggested.reason or "")


# Providers of Terraform


@pytest.mark.parametrize(("path", "program"), [("main.tf", "terraform"), ("main.tofu", "tofu")])
def test_a_provider_that_moved_is_replaced_in_its_state_as_well(path: str, program: str) -> None:
    provider = '{\n      source  = "alexkappa/auth0"\n      version = "0.25.0"\n    }'
    text = f"terraform {{\n  required_providers {{\n    auth0 = {provider}\n  }}\n}}\n"
    request = Request(MemoryTree({path: text}), (load_matrix("auth0"),), load, "2026-11-23")
    [suggested] = [finding.upgrade for finding in audit(request).active() if finding.rule == "MA106"]
    assert suggested is not None
    assert (suggested.kind, suggested.commands) == ("replace", ())
    said = suggested.reason or ""
    assert said.startswith('write source = "auth0/auth0" and version = "~> 1.')
    typed_then = f"{program} state replace-provider alexkappa/auth0 auth0/auth0; {program} init -upgrade"
    assert said.endswith(f'", then: {typed_then}')


# Plugins of WordPress


def of_wordpress(files: dict[str, str]) -> Upgrade:
    request = Request(MemoryTree(files), (load_matrix("auth0"),), load, DAY)
    [finding] = [finding for finding in audit(request).active() if finding.rule != "MA902"]
    assert (finding.rule, finding.severity) == ("MA102", "error")
    assert finding.upgrade is not None
    return finding.upgrade


def test_a_plugin_that_stands_in_the_tree_is_replaced_by_hand() -> None:
    suggested = of_wordpress(
        {"plugins/auth0/WP_Auth0.php": "<?php\n/*\n * Plugin Name: Login\n * Version: 4.3.0\n */\n"}
    )
    assert (suggested.commands, suggested.edits) == ((), ())
    assert (suggested.reason or "").startswith("put release 5.")
    assert (suggested.reason or "").endswith(" of the plugin in the place of the one in plugins/auth0")


@pytest.mark.parametrize("wanted", ["^4", "~4.6.0", "4.*", "4.6.0"])
def test_a_plugin_that_composer_installs_is_judged_by_composers_range(wanted: str) -> None:
    require = {"wpackagist-plugin/auth0": wanted}
    of_wordpress({"composer.json": json.dumps({"type": "project", "require": require}, indent=2)})


def test_a_package_of_another_name_is_asked_for_by_that_name() -> None:
    locked = {"name": "wpackagist-plugin/auth0", "version": "4.3.0", "dist": {"type": "zip"}}
    suggested = of_wordpress(
        {
            "composer.json": '{"type": "project", "require": {"wpackagist-plugin/auth0": "dev-trunk as 4.3.0"}}',
            "composer.lock": json.dumps({"packages": [locked], "packages-dev": []}),
        }
    )
    assert [words[:2] for words in typed(suggested)] == [["composer", "require"]]
    assert typed(suggested)[0][2].startswith("wpackagist-plugin/auth0:")
