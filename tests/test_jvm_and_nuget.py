"""Maven, Gradle and NuGet beyond their cases: cut files, any bytes, second readers, and what may be said of a version's text."""

from __future__ import annotations

import json
import re
import time
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.config import Configuration
from auditor.locate import Text
from auditor.pipeline import Reading, Request, read
from auditor.resolve import resolve
from auditor.scanners import (
    _gradle,
    csproj,
    gradle_build,
    gradle_lock,
    nuget_lock,
    packages_config,
    pom,
    project_assets,
    verification_metadata,
    version_catalog,
)
from auditor.source import Document, ReadError
from trees import MemoryTree

FORMATS = Path(__file__).parent / "formats"
NAMES = {
    "csproj": ("Shop.csproj", csproj),
    "gradle_build": ("build.gradle", gradle_build),
    "gradle_lock": ("gradle.lockfile", gradle_lock),
    "nuget_lock": ("packages.lock.json", nuget_lock),
    "packages_config": ("packages.config", packages_config),
    "pom": ("pom.xml", pom),
    "project_assets": ("obj/project.assets.json", project_assets),
    "verification_metadata": ("gradle/verification-metadata.xml", verification_metadata),
    "version_catalog": ("gradle/libs.versions.toml", version_catalog),
}


def reading(files: Mapping[str, str | bytes]) -> Reading:
    return read(Request(MemoryTree(files), (), lambda _: Configuration(), ""))


def versions_in(files: Mapping[str, str | bytes]) -> set[tuple[str, str | None]]:
    found = reading(files)
    return {(item.name, item.version) for item in resolve(found.scans, lambda _, __: True) if item.version}


def told(files: Mapping[str, str | bytes]) -> dict[str, str | None]:
    """The reason of each input that was not simply read."""
    return {item.path: item.reason for item in reading(files).inputs if item.status != "read"}


def fixtures() -> Iterator[pytest.ParameterSet]:
    for name in NAMES:
        for case in sorted((FORMATS / name).iterdir()):
            files = {str(path.relative_to(case)): path.read_bytes() for path in case.rglob("*") if path.is_file()}
            files.pop("expected.json")
            for path in files:
                yield pytest.param(files, path, id=f"{name}: {case.name}/{path}")


@pytest.mark.parametrize(("files", "path"), list(fixtures()))
def test_a_file_that_is_cut_says_less_but_no_other_version(files: dict[str, bytes], path: str) -> None:
    alone = {path: files[path]}
    whole = versions_in(alone)
    for part in range(1, 20):
        cut = {path: files[path][: len(files[path]) * part // 20]}
        assert versions_in(cut) <= whole, part


@pytest.mark.parametrize("name", NAMES)
@given(
    data=st.one_of(
        st.binary(max_size=200), st.text(alphabet="<>{}[]()\"'$:=.,/\n aPp1+!&;", max_size=120).map(str.encode)
    )
)
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    path, scanner = NAMES[name]
    try:
        scan = scanner.scan(Document(path, data))
    except ReadError:
        return
    assert scan.path == path


@pytest.mark.parametrize("name", ["pom", "csproj", "packages_config", "verification_metadata"])
@given(
    body=st.recursive(
        st.sampled_from(["", "x", "1.0", "${a}", "$(a)"]),
        lambda inner: st.lists(
            st.tuples(
                st.sampled_from(
                    "dependencies dependency groupId artifactId version properties a parent relativePath profiles profile "
                    "dependencyManagement scope ItemGroup PackageReference PropertyGroup Version Import components component package".split()
                ),
                inner,
            ),
            max_size=3,
        ).map(lambda items: "".join(f"<{tag} id='a' Include='b' Project='c'>{text}</{tag}>" for tag, text in items)),
        max_leaves=12,
    )
)
def test_any_elements_are_read_or_refused(name: str, body: str) -> None:
    path, scanner = NAMES[name]
    root = {"pom": "project", "csproj": "Project", "packages_config": "packages"}.get(name, "verification-metadata")
    files = {path: f"<{root}><artifactId>x</artifactId>{body}</{root}>"}
    assert {item.path for item in reading(files).inputs} == {path}
    assert isinstance(scanner, ModuleType)


# Second readers


def poms() -> Iterator[pytest.ParameterSet]:
    for path in sorted((FORMATS / "pom").rglob("pom.xml")):
        if path.parent.name in {"ordinary", "model-3", "model-4.1", "profiles"} or "monorepo" in path.parts:
            yield pytest.param(path, id=str(path.relative_to(FORMATS)))


@pytest.mark.parametrize("path", list(poms()))
def test_the_standard_library_finds_the_same_dependencies(path: Path) -> None:
    text = re.sub(r'xmlns="[^"]*"', "", path.read_text())
    root = ET.fromstring(text)  # noqa: S314 - a fixture of ours
    holders = [root, *root.findall("profiles/profile")]
    dependencies = [item for holder in holders for item in holder.findall("dependencies/dependency")]
    expected = [f"{item.findtext('groupId')}:{item.findtext('artifactId')}" for item in dependencies]
    assert [asked.name for asked in pom.scan(Document("pom.xml", text.encode())).requirements] == expected


def test_the_standard_library_finds_the_same_package_references() -> None:
    text = (FORMATS / "csproj" / "ordinary" / "Shop.csproj").read_text("utf-8-sig")
    root = ET.fromstring(text)  # noqa: S314 - a fixture of ours
    items = [item for item in root.iter("PackageReference") if "Include" in item.attrib]
    expected = [name for item in items for name in item.attrib["Include"].split(";")]
    scan = csproj.scan(Document("Shop.csproj", text.encode()))
    assert [asked.name for asked in scan.requirements if asked.name != "Microsoft.NETCore.App"] == expected


def test_the_standard_library_finds_the_same_catalog() -> None:
    path = FORMATS / "version_catalog" / "ordinary" / "gradle" / "libs.versions.toml"
    tree = tomllib.loads(path.read_text())
    modules = [
        ":".join(entry.split(":")[:2])
        if isinstance(entry, str)
        else entry.get("module", f"{entry.get('group')}:{entry.get('name')}")
        for entry in tree["libraries"].values()
    ]
    scan = version_catalog.scan(Document("libs.versions.toml", path.read_bytes()))
    assert [asked.name for asked in scan.requirements] == modules


def test_a_lockfile_of_nuget_has_one_package_for_each_entry() -> None:
    path = FORMATS / "nuget_lock" / "ordinary" / "packages.lock.json"
    table = json.loads(path.read_text())["dependencies"]
    expected = [
        (f"{framework} {name}", entry.get("resolved"), {"Direct": True, "Transitive": False}.get(entry["type"]))
        for framework, entries in table.items()
        for name, entry in entries.items()
    ]
    packages = nuget_lock.scan(Document("packages.lock.json", path.read_bytes())).packages
    assert [(key, package.version, package.direct) for key, package in packages.items()] == expected


# Where a version's text stands


@pytest.mark.parametrize("name", ["pom", "csproj", "gradle_build", "version_catalog", "packages_config"])
def test_a_versions_place_holds_its_text(name: str) -> None:
    checked = 0
    for case in (FORMATS / name).iterdir():
        files: dict[str, str | bytes] = {
            str(path.relative_to(case)): path.read_bytes()
            for path in case.rglob("*")
            if path.name != "expected.json" and path.is_file()
        }
        found = reading(files)
        for asked in (asked for scan in found.scans for asked in scan.requirements):
            if asked.version is None or asked.version_at is None:
                continue
            document = found.documents[asked.version_at.path]
            place = Text(document.path, document.text, document.syntax).at(asked.version_at.at)
            line = document.text.split("\n")[place.line - 1]
            region = line[place.column - 1 : place.end_column - 1]
            composed = "$" in region
            assert composed or asked.version in region, (case.name, asked)
            checked += not composed
    assert checked > 2


# What a version's text means


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1.2", ("1.2", "1.2")),
        (" 1.2 ", ("1.2", "1.2")),
        ("[1.2]", ("[1.2]", "1.2")),
        ("[1.2", ("[1.2", None)),
        ("[1.2,2)", ("[1.2,2)", None)),
        ("(,1.0],[1.2,)", ("(,1.0],[1.2,)", None)),
        ("LATEST", (None, None)),
        ("1 2", (None, None)),
    ],
)
def test_mavens_notation(text: str, wanted: tuple[str | None, str | None]) -> None:
    assert pom.meaning(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1.2", ("1.2", "1.2")),
        ("[1.2]", ("[1.2]", "1.2")),
        ("[1.2,2.0)", ("[1.2,2.0)", "1.2")),
        ("[ 1.2 , )", ("[ 1.2 , )", "1.2")),
        ("(1.2,2.0)", ("(1.2,2.0)", None)),
        ("(,2.0]", ("(,2.0]", None)),
        ("[1.*,2.0)", ("[1.*,2.0)", None)),
        ("1.*", ("1.*", None)),
        ("*-*", ("*-*", None)),
        ("one", (None, None)),
    ],
)
def test_nugets_notation(text: str, wanted: tuple[str | None, str | None]) -> None:
    assert csproj.meaning(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1.2", ("[1.2,)", "1.2")),
        ("1.2!!", ("[1.2]", "1.2")),
        ("[1.2]", ("[1.2]", "1.2")),
        ("[1.7,1.8[!!1.7.25", ("[1.7,1.8)", "1.7.25")),
        ("]1.0,2.0[", ("(1.0,2.0)", None)),
        ("[2,1]", (None, None)),
        ("1.+", ("[1,2)", None)),
        ("1.9.+", ("[1.9,1.10)", None)),
        ("+", ("[0,)", None)),
        ("latest.integration", ("[0,)", None)),
        ("a b", (None, None)),
    ],
)
def test_gradles_notation(text: str, wanted: tuple[str | None, str | None]) -> None:
    assert _gradle.meaning(text) == wanted


@pytest.mark.parametrize(
    ("configurations", "scope"),
    [
        ("runtimeClasspath,testRuntimeClasspath", "prod"),
        ("releaseRuntimeClasspath", "prod"),
        ("compile", "prod"),
        ("testCompileClasspath,testRuntimeClasspath", "dev"),
        ("debugUnitTestRuntimeClasspath", "dev"),
        ("debugAndroidTestCompileClasspath", "dev"),
        ("integrationTestRuntimeClasspath", "dev"),
        ("spotbugs,testRuntimeClasspath", "dev"),
        ("latestRuntimeClasspath", "prod"),
        ("swaggerCodegen", None),
        ("swaggerCodegen,testRuntimeClasspath", None),
    ],
)
def test_a_scope_is_that_of_the_configurations(configurations: str, scope: str | None) -> None:
    assert _gradle.scope_of(configurations.split(",")) == scope


# Joining


def pom_of(artifact: str, more: str, parent: str = "") -> str:
    return (
        f"<project>{parent}<groupId>g</groupId><artifactId>{artifact}</artifactId><version>1</version>{more}</project>"
    )


def dependency(name: str, version: str = "") -> str:
    text = f"<version>{version}</version>" if version else ""
    return f"<dependencies><dependency><groupId>g</groupId><artifactId>{name}</artifactId>{text}</dependency></dependencies>"


def parent_of(name: str, path: str) -> str:
    return f"<parent><groupId>g</groupId><artifactId>{name}</artifactId><version>1</version><relativePath>{path}</relativePath></parent>"


def test_properties_that_double_each_other_take_no_time() -> None:
    doubling = "".join(f"<p{n}>${{p{n + 1}}}${{p{n + 1}}}</p{n}>" for n in range(200))
    files: dict[str, str | bytes] = {
        "pom.xml": pom_of("a", f"<properties>{doubling}<p200/></properties>{dependency('x', '${p0}')}")
    }
    start = time.process_time()
    assert told(files) == {"pom.xml": "takes versions from values that the tree does not hold: ${p33}"}
    assert time.process_time() - start < 1


def test_a_text_that_grows_beyond_any_version_is_not_followed() -> None:
    long = "<a>" + "1" * 600 + "</a><b>${a}${a}</b>"
    files: dict[str, str | bytes] = {
        "pom.xml": pom_of("a", f"<properties>{long}</properties>{dependency('x', '${b}')}")
    }
    assert versions_in(files) == set()
    assert told(files)["pom.xml"].startswith("takes versions from values")  # type: ignore[union-attr]
    files = {"pom.xml": pom_of("a", dependency("x", "1" * 2000))}
    assert versions_in(files) == set()


def test_parents_and_imports_that_lead_in_a_circle_end() -> None:
    imports = (
        "<dependencyManagement><dependencies><dependency><groupId>g</groupId><artifactId>{0}</artifactId><version>1</version>"
        "<type>pom</type><scope>import</scope></dependency></dependencies></dependencyManagement>"
    )
    files: dict[str, str | bytes] = {
        "a/pom.xml": pom_of("a", imports.format("b") + dependency("x"), parent_of("b", "../b")),
        "b/pom.xml": pom_of("b", imports.format("a"), parent_of("a", "../a")),
    }
    assert told(files) == {"a/pom.xml": "leaves the version of 1 package to elsewhere"}


def test_a_parent_of_another_name_is_none() -> None:
    files: dict[str, str | bytes] = {
        "pom.xml": pom_of("other", "<properties><v>1.0</v></properties>"),
        "a/pom.xml": pom_of("a", dependency("x", "${v}"), parent_of("wanted", "../pom.xml")),
    }
    assert told(files) == {"a/pom.xml": "takes versions from values that the tree does not hold: ${v}"}


def test_a_parent_outside_the_tree_is_none() -> None:
    files: dict[str, str | bytes] = {"pom.xml": pom_of("a", dependency("x"), parent_of("up", "../../../pom.xml"))}
    assert told(files) == {"pom.xml": "leaves the version of 1 package to what is not in the tree: g:up"}


def test_a_module_of_the_tree_in_another_version_is_a_release_like_any() -> None:
    files: dict[str, str | bytes] = {"a/pom.xml": pom_of("a", ""), "b/pom.xml": pom_of("b", dependency("a", "0.9"))}
    assert versions_in(files) == {("g:a", "0.9")}
    files["b/pom.xml"] = pom_of("b", dependency("a", "1"))
    assert versions_in(files) == set()


def test_what_is_not_in_the_tree_is_told_in_a_line_and_named() -> None:
    files: dict[str, str | bytes] = {"pom.xml": pom_of("a", "\n\n" + dependency("x", "${v}"))}
    gaps = reading(files).gaps
    assert [(gap.line, gap.mentions, gap.broken, gap.may_hide) for gap in gaps] == [
        (3, (("maven", "g:x"),), False, True)
    ]


def test_a_module_that_was_only_verified_counts_where_nothing_names_it() -> None:
    metadata = (
        '<verification-metadata><components><component group="g" name="used" version="1"/>'
        '<component group="g" name="seen" version="1"/></components></verification-metadata>'
    )
    files: dict[str, str | bytes] = {
        "gradle/verification-metadata.xml": metadata,
        "build.gradle": "dependencies { implementation 'g:used:2' }",
    }
    assert versions_in(files) == {("g:used", "2"), ("g:seen", "1")}


def test_one_library_taken_twice_from_a_catalog_is_there_no_more() -> None:
    files: dict[str, str | bytes] = {
        "gradle/libs.versions.toml": '[libraries]\na = "g:a:1"\nb = "g:b:1"\n',
        "x/build.gradle": "dependencies { api libs.a }",
        "y/build.gradle": "dependencies { api libs.a }",
    }
    projects = {(item.project, item.name, item.direct) for item in resolve(reading(files).scans, lambda _, __: True)}
    assert projects == {
        ("x/build.gradle", "g:a", True),
        ("y/build.gradle", "g:a", True),
        ("gradle/libs.versions.toml", "g:b", None),
    }


# What is left out, and what is refused


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        pytest.param("constraints { api 'g:a' }", set(), id="a constraint without a version"),
        pytest.param("api('g:a') { version { strictly lookUp() } }", set(), id="a rich version that is computed"),
        pytest.param("api('g:a') { version { require '1' } }", {("g:a", "1")}, id="a rich version that is required"),
        pytest.param("api('g:a:2') { version { require '1' } }", {("g:a", "2")}, id="a rich version beside a version"),
        pytest.param("api([group: 'g', name: 'a', version: '1'], [group: 'g', name: 'b', version: '2'])",
                     {("g:a", "1"), ("g:b", "2")}, id="several maps"),
        pytest.param("api(group: 'g', version: '1')", set(), id="a map without a name"),
        pytest.param("api 'g:a:' + v", set(), id="a version that is added up"),
        pytest.param("api 'g:a:' + (1 + 2)", set(), id="a version that is calculated"),
        pytest.param("api variantOf(libs.x) { classifier('y') }", set(), id="a variant of an entry that is not there"),
        pytest.param('api """g:a:1"""', {("g:a", "1")}, id="a long string"),
        pytest.param("api '" + "g" * 600 + ":a:1'", set(), id="coordinates too long to be any"),
        pytest.param("api('g', 'a')", set(), id="two texts"),
        pytest.param("api '1:2:3'", set(), id="numbers with colons"),
        pytest.param("{" * 250 + "api 'g:a:1'" + "}" * 250, set(), id="blocks nested beyond any build"),
    ],
)  # fmt: skip
def test_a_declaration_is_read_as_far_as_it_is_text(script: str, wanted: set[tuple[str, str]]) -> None:
    assert versions_in({"build.gradle": f"dependencies {{\n{script}\n}}\n"}) == wanted


def test_strings_and_comments_that_do_not_end_are_told() -> None:
    for rest in ('"""', "'''a", "/* a", "'a", "(", "}"):
        assert told({"build.gradle": f"x = 1\n{rest}"}) == {
            "build.gradle": "cannot be followed to its end: a bracket, string or comment is left open"
        }


def test_a_pom_without_an_artifact_is_refused() -> None:
    assert told({"pom.xml": "<project/>"}) == {"pom.xml": "names no artifactId"}


def test_managed_entries_count_once_and_need_a_name() -> None:
    entry = "<dependency>{}<artifactId>x</artifactId><version>{}</version></dependency>"
    managed = "".join(
        (entry.format("<groupId>g</groupId>", 1), entry.format("<groupId>g</groupId>", 2), entry.format("", 3))
    )
    table = f"<dependencyManagement><dependencies>{managed}</dependencies></dependencyManagement>"
    assert versions_in({"pom.xml": pom_of("a", table + dependency("x"))}) == {("g:x", "1")}


def test_a_managed_name_that_is_not_known_gives_nothing() -> None:
    table = (
        "<dependencyManagement><dependencies><dependency><groupId>${no}</groupId><artifactId>x</artifactId><version>1</version>"
        "</dependency></dependencies></dependencyManagement>"
    )
    assert told({"pom.xml": pom_of("a", table + dependency("x"))}) == {
        "pom.xml": "leaves the version of 1 package to elsewhere"
    }


def test_a_module_of_the_tree_needs_no_version() -> None:
    assert told({"a/pom.xml": pom_of("a", ""), "b/pom.xml": pom_of("b", dependency("a"))}) == {}


def test_a_central_entry_without_a_version_gives_none() -> None:
    files: dict[str, str | bytes] = {
        "Directory.Packages.props": '<Project><ItemGroup><PackageVersion Include="A" /></ItemGroup></Project>',
        "a.csproj": '<Project><ItemGroup><PackageReference Include="A" /></ItemGroup></Project>',
    }
    assert told(files) == {"a.csproj": "leaves the version of 1 package to elsewhere"}


def test_a_catalogs_version_in_parts_that_name_none_is_none() -> None:
    catalog = '[versions]\nv = { reject = ["1"] }\n[libraries]\na = { module = "g:a", version.ref = "v" }\n'
    assert versions_in({"gradle/libs.versions.toml": catalog}) == set()
