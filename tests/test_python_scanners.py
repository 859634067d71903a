"""Python's manifests, lockfiles and bills of materials against other readers, cut at every point, and on any bytes at all."""

from __future__ import annotations

import configparser
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Pep508
from packaging.utils import canonicalize_name

from auditor import scanners
from auditor.config import load as load_configuration
from auditor.matrix import load as load_matrix
from auditor.model import Scan
from auditor.pipeline import Request, audit
from auditor.results import Finding
from auditor.scanners import _pep508, _sbom, setup_cfg
from auditor.source import Document, ReadError
from trees import DAY, MemoryTree

FORMATS = Path(__file__).parent / "formats"
NAMES = (
    "cyclonedx pdm_lock pipfile pipfile_lock poetry_lock pylock pyproject requirements setup_cfg setup_py spdx uv_lock"
).split()
FILES = sorted(
    path
    for name in NAMES
    for path in (FORMATS / name).rglob("*")
    if path.is_file()
    and path.name != "expected.json"
    and any(scanners.claims().of(path.relative_to(FORMATS / name).as_posix(), path.name))
)
BY_LINE = ("setup.cfg", ".txt", ".in", "requirements.lock")
COMPILED = [
    FORMATS / "requirements" / path
    for path in (
        "from_a_pyproject/requirements.txt",
        "named_after_its_project/requirements-dev.txt",
        "pip_compile/requirements/base.txt",
        "pip_compile/requirements/dev.txt",
    )
]
REQUIREMENTS = (
    "auth0-python",
    "Auth0_Python[async, web]>=4.7,<5",
    "auth0.python (>=4.7)",
    "auth0-python (>=4.7,!=4.8.*)",
    "auth0-python ~= 4.7 ; python_version < '3.9'",
    "auth0-python==1.0.0b10",
    "auth0-python==1!4.7.post1.dev2+local.1",
    "auth0-python===anything",
    "auth0-python>=4.7,",
    "auth0-python>=4.7;extra=='x'",
    "auth0-python @ https://files.example.test/a.zip",
    "auth0-python[x]@git+https://git.example.test/a.git ; os_name == 'nt'",
    "auth0-python==4.*",
    "auth0-python<=4.7-1",
    "a",
    "a1",
)
NO_REQUIREMENTS = (
    "",
    "-auth0",
    "auth0-",
    "auth0 python",
    "auth0-python>4.7 5",
    "auth0-python=>4",
    "auth0-python=4",
    "auth0-python>=4.7,,<5",
    "auth0-python[x",
    "auth0-python @",
    "auth0-python @ https://a.example.test b",
    "auth0-python>=4.*",
    "аuth0-python",
    "auth0-python==",
    "==4.7",
)


def said_by(path: str, data: bytes) -> Scan | ReadError:
    """What a scanner makes of some bytes."""
    try:
        return scan(path, data)
    except ReadError as error:
        return error


def scan(path: str, data: bytes) -> Scan:
    name = path.rpartition("/")[2]
    found: Scan = scanners.load(next(iter(scanners.claims().of(path, name)))).scan(Document(path, data))
    return found


def short(path: Path) -> str:
    """A path by which the file is claimed: its name, with the folders where these count."""
    of_case = path.relative_to(FORMATS).parts[2:]
    return "/".join(of_case[of_case.index("requirements") :]) if "requirements" in of_case else path.name


SHORT_PATHS = sorted({short(path) for path in FILES})


def names_and_versions(found: Scan) -> set[tuple[str, str | None]]:
    packages = {(package.name, package.version) for package in found.packages.values()}
    return packages | {(asked.name, asked.version) for asked in found.requirements}


# Requirement strings


@pytest.mark.parametrize("text", REQUIREMENTS)
def test_a_requirement_is_taken_apart_as_packaging_does(text: str) -> None:
    wanted, said = Pep508(text), _pep508.parse(text)
    assert said is not None
    assert _pep508.normalised(said.name) == canonicalize_name(wanted.name)
    assert {extra.strip() for extra in said.extras.split(",") if extra} == wanted.extras
    assert said.url == wanted.url
    assert sorted(part.replace(" ", "") for part in said.specifier.split(",") if part) == sorted(
        map(str, wanted.specifier)
    )
    assert bool(said.marker) == (wanted.marker is not None)


@pytest.mark.parametrize("text", NO_REQUIREMENTS)
def test_what_packaging_refuses_is_no_requirement(text: str) -> None:
    assert _pep508.parse(text) is None
    with pytest.raises(InvalidRequirement):
        Pep508(text)


@given(st.text(alphabet="ab1.-_[],<>=!~;@ ()*+v:/", max_size=30))
@settings(max_examples=1500, deadline=None)
def test_no_text_is_a_requirement_of_another_package(text: str) -> None:
    said = _pep508.parse(text)
    try:
        wanted = Pep508(text)
    except InvalidRequirement:
        return
    assert said is not None
    assert _pep508.normalised(said.name) == canonicalize_name(wanted.name)
    assert said.url == wanted.url
    pins = [part.version for part in wanted.specifier if part.operator == "==" and not part.version.endswith(".*")]
    if len(wanted.specifier) == 1 and pins:
        assert _pep508.pinned(said.specifier) == pins[0]


@given(st.text(alphabet="aZ09._-", min_size=1, max_size=20))
@settings(deadline=None)
def test_names_are_normalised_as_packaging_does(name: str) -> None:
    assert _pep508.normalised(name) == canonicalize_name(name)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("git+https://git.example.test/x.git@main#egg=Auth0_Python[async]&subdirectory=y", "auth0-python"),
        ("https://files.example.test/auth0_python-4.7.1-py3-none-any.whl#sha256=00", "auth0-python"),
        ("./auth0-python-4.7.1.tar.gz", None),
        ("./auth0_python-4.7.1.tar.gz", "auth0-python"),
        ("https://git.example.test/x/archive/main.zip", None),
        ("..", None),
    ],
)
def test_an_address_names_a_package_by_its_fragment_or_its_archive(url: str, name: str | None) -> None:
    assert _pep508.named_by(url) == name


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("git+ssh://git@git.example.test/x", ("git", "git+ssh://git@git.example.test/x")),
        ("git@git.example.test:x/y.git", ("git", "git@git.example.test:x/y.git")),
        ("https://files.example.test/x.zip", ("url", "https://files.example.test/x.zip")),
        ("file:///srv/x", ("file", "/srv/x")),
        ("file:libs/x#egg=x", ("file", "libs/x")),
        ("file://localhost/srv/x", ("file", "/srv/x")),
        ("./x#egg=x", ("file", "./x")),
        ("C:\\x", ("file", "C:\\x")),
        ("C:/x", ("file", "C:/x")),
    ],
)
def test_an_address_leads_to_a_code_host_a_server_or_a_file(url: str, source: tuple[str, str]) -> None:
    assert _pep508.source_of(url) == source


# setup.cfg


@given(
    st.lists(
        st.sampled_from(
            [
                "[options]",
                "[metadata]",
                "name = x",
                "install_requires =",
                "    a>=1",
                "    b",
                "",
                "# c",
                "  ; d",
                "k: v",
            ]
        ),
        max_size=12,
    )
)
@settings(max_examples=800, deadline=None)
def test_sections_and_options_are_read_as_configparser_reads_them(lines: list[str]) -> None:
    text = "\n".join(lines)
    wanted = configparser.RawConfigParser()
    try:
        wanted.read_string(text)
    except configparser.DuplicateOptionError:
        return  # in a section that matters the later one counts, as in older Pythons
    except configparser.Error:
        with pytest.raises(ReadError):
            setup_cfg._sections(lines)
        return
    found = setup_cfg._sections(lines)
    assert {
        section: {key: [part for _, part in value.lines] for key, value in options.items()}
        for section, options in found.items()
    } == {
        section: {
            key: [part.strip() for part in wanted[section][key].split("\n") if part.strip()] for key in wanted[section]
        }
        for section in wanted.sections()
    }


# Package URLs


@pytest.mark.parametrize(
    ("purl", "package"),
    [
        ("pkg:npm/%40auth0/auth0-react@2.3.0", ("npm", "@auth0/auth0-react", "2.3.0")),
        ("pkg:npm/@auth0/auth0-react@2.3.0", ("npm", "@auth0/auth0-react", "2.3.0")),
        ("pkg:npm/%40auth0/auth0-react", ("npm", "@auth0/auth0-react", None)),
        ("pkg:npm/@auth0/auth0-react", ("npm", "@auth0/auth0-react", None)),
        ("pkg:PyPI/Auth0_Python@4.7.1?x=@y#z", ("pypi", "auth0-python", "4.7.1")),
        ("pkg:maven/com.auth0/auth0@2.0%2B1", ("maven", "com.auth0:auth0", "2.0+1")),
        ("pkg:maven/auth0@1", ("maven", "auth0", "1")),
        ("pkg:golang/github.com/auth0/go-auth0@v1.0.0", ("golang", "github.com/auth0/go-auth0", "v1.0.0")),
        ("pkg:swift/github.com/auth0/Auth0.swift@2.0.0", ("swift", "github.com/auth0/Auth0.swift", "2.0.0")),
        ("pkg:nuget/Auth0.ManagementApi@7.0.0", ("nuget", "Auth0.ManagementApi", "7.0.0")),
        ("pkg:gem/auth0@5.0.0?platform=ruby", ("gem", "auth0", "5.0.0")),
        ("pkg:npm", None),
        ("pkg:npm/", None),
        ("pkg:", None),
        ("pkg:/x", None),
        ("npm/x@1", None),
        ("", None),
        ("pkg:npm/" + "x" * 3000, None),
    ],
)
def test_a_package_url_gives_the_package_it_names(purl: str, package: tuple[str, str, str | None] | None) -> None:
    assert _sbom._parsed(purl) == package


# Files of every format, cut and spoilt


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FORMATS)))
def test_a_cut_file_is_refused_or_says_less_and_never_another_version(path: Path) -> None:
    data = path.read_bytes()
    full = said_by(str(path), data)
    if isinstance(full, ReadError):
        assert full.reason
        return
    for percent in range(0, 100, 5):
        part = data[: len(data) * percent // 100]
        if path.name.endswith(BY_LINE):
            # A list of lines has no end to miss, so that only whole lines can be told from others.
            part = part[: part.rfind(b"\n") + 1]
        found = said_by(str(path), part)
        assert isinstance(found, ReadError) or names_and_versions(found) <= names_and_versions(full)


@pytest.mark.parametrize("path", COMPILED, ids=lambda path: str(path.relative_to(FORMATS)))
def test_a_compiled_file_that_is_cut_in_an_entry_says_so(path: Path) -> None:
    data = path.read_bytes()
    full = scan(str(path), data)
    first = min(package.at for package in full.packages.values() if isinstance(package.at, int))
    head = sum(len(line) for line in data.splitlines(keepends=True)[:first])
    for end in range(head, len(data)):
        found = scan(str(path), data[:end])
        last = data[:end].rpartition(b"\n")[2].strip()
        assert found.gaps or not last or last.startswith(b"#")
        assert names_and_versions(found) <= names_and_versions(full)


@pytest.mark.parametrize("name", SHORT_PATHS)
def test_any_bytes_are_a_scan_or_a_refusal(name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - repeatable, not secret
    pieces = [path.read_bytes() for path in FILES if short(path) == name]
    for _ in range(150):
        data = bytearray(chance.choice(pieces))
        for _ in range(chance.randint(1, 6)):
            at = chance.randint(0, len(data))
            data[at : at + chance.randint(0, 9)] = chance.choice(
                [
                    b"",
                    b'"',
                    b"[",
                    b"]\n",
                    b"{",
                    b"=",
                    b"\\\n",
                    b"\xff",
                    b"null",
                    b"[[package]]\n",
                    b"- ",
                    b"1",
                    bytes(data[:40]),
                ]
            )
        found = said_by(name, bytes(data))
        assert found.reason if isinstance(found, ReadError) else found.path == name


@pytest.mark.parametrize("name", SHORT_PATHS)
@pytest.mark.parametrize("data", [b"", b"\n", b"[]", b"{}", b"1", b"null", b"<a/>", b"\xef\xbb\xbf", b"\x00", b"a = 1"])
def test_what_is_hardly_a_file_is_a_scan_or_a_refusal(name: str, data: bytes) -> None:
    found = said_by(name, data)
    assert isinstance(found, ReadError) or names_and_versions(found) <= {("a", None), ("1", None), ("null", None)}


PUMPED: dict[str, tuple[str, Callable[[int], str]]] = {
    "spaces in a requirement": ("requirements.txt", lambda n: "a" + " " * n + "b"),
    "spaces before a comment": ("requirements.txt", lambda n: "a" + " " * n + "#"),
    "a name of dashes": ("requirements.txt", lambda n: "a" + "-" * n + "!"),
    "a version of digits": ("requirements.txt", lambda n: "a==1" + ".1" * n + "!"),
    "a version of dashes": ("requirements.txt", lambda n: "a==1" + "-" * n),
    "an archive of dashes": ("requirements.txt", lambda n: "./" + "a-1" * n + ".whl"),
    "continued lines": ("requirements.txt", lambda n: "a \\\n" * n),
    "clauses": ("requirements.txt", lambda n: "a" + ">=1," * n),
    "brackets": ("requirements.txt", lambda n: "a" + "[" * n),
    "options": ("requirements.txt", lambda n: "-r " + "x/" * n),
    "comments": ("requirements.txt", lambda n: "a==1\n" + "    # via\n    #   b\n" * (n // 8)),
    "spaces in an option": ("setup.cfg", lambda n: "[a]\na" + " " * n + "b = 1"),
    "lines of an option": ("setup.cfg", lambda n: "[options]\ninstall_requires =\n" + "    a\n" * (n // 4)),
    "quotes in a program": ("setup.py", lambda n: "'" * n),
    "names in a program": ("setup.py", lambda n: "'" + "a" * n),
    "keys": ("Pipfile.lock", lambda n: '{"_meta": {}, "default": {}, "x": "' + ' \\"' * n + '"}'),
    "tables": ("uv.lock", lambda n: "version = 1\n" + '[[package]]\nname = "a"\n' * (n // 8)),
    "names without entries": (
        "uv.lock",
        lambda n: 'version = 1\n[[package]]\nname = "a"\ndependencies = [' + '{ name = "b" },' * (n // 8) + "]",
    ),
    "entries of one name": (
        "pdm.lock",
        lambda n: "[metadata]\n" + '[[package]]\nname = "a"\nversion = "1"\ndependencies = ["a"]\n' * (n // 40),
    ),
    "wrong entries": ("pyproject.toml", lambda n: "[project]\ndependencies = [" + "1," * n + "]"),
    "components": ("bom.json", lambda n: '{"bomFormat": "CycloneDX", "components": [' + "{}," * n + "{}]}"),
}


@pytest.mark.parametrize(("name", "text"), PUMPED.values(), ids=PUMPED)
def test_twice_the_text_takes_twice_the_time(name: str, text: Callable[[int], str]) -> None:
    def seconds(size: int) -> float:
        data = text(size).encode()
        best = 1e9
        for _ in range(3):
            start = time.process_time()
            said_by(name, data)
            best = min(best, time.process_time() - start)
        return best

    scan_once = seconds(1000)
    assert scan_once < 1
    assert any(seconds(40_000) < max(4 * seconds(20_000), 0.05) for _ in range(4))


# In an audit


def findings(files: dict[str, str]) -> list[Finding]:
    request = Request(MemoryTree(files), (load_matrix("auth0"),), load_configuration, DAY)
    return [finding for finding in audit(request).findings if finding.rule != "MA902"]


def test_a_program_is_noted_only_where_it_mentions_a_package_of_the_matrix() -> None:
    assert [one.rule for one in findings({"setup.py": "setup(install_requires=['auth0_python>=3'])"})] == ["MA905"]
    assert findings({"setup.py": "setup(install_requires=['flask'])"}) == []


def test_a_component_without_a_package_url_is_noted_only_where_its_name_is_one_of_the_matrix() -> None:
    bill = '{"bomFormat": "CycloneDX", "components": [{"type": "library", "name": "%s"}]}'
    assert [one.rule for one in findings({"bom.json": bill % "auth0-python"})] == ["MA905"]
    assert findings({"bom.json": bill % "flask"}) == []


def test_packages_of_a_bill_are_judged_by_their_own_ecosystem() -> None:
    bill = '{"bomFormat": "CycloneDX", "components": [{"purl": "pkg:pypi/auth0-python@3.0.0"}, {"purl": "pkg:npm/auth0-python@3.0.0"}]}'
    request = Request(MemoryTree({"bom.json": bill}), (load_matrix("auth0"),), load_configuration, DAY)
    components = audit(request).components
    assert [(one.purl, one.status) for one in components] == [("pkg:pypi/auth0-python@3.0.0", "unsupported")]


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        ("requirements.txt", True),
        ("requirements-dev.txt", True),
        ("dev-requirements.txt", True),
        ("a/requirements/base.txt", True),
        ("requirements/base.in", True),
        ("requirements/sub/base.txt", True),
        ("a/requirements/sub/base.in", True),
        ("requirements/sub/sub/base.txt", False),
        ("sub/base.txt", False),
        ("requirements-dev.lock", True),
        ("app/buildSrc/src/main/kotlin/Libs.kt", True),
        ("src/main/kotlin/Libs.kt", False),
        ("my-requirements/base.txt", False),
        ("base.txt", False),
        ("constraints-3.12.txt", True),
        ("pylock.dev.toml", True),
        ("mypylock.toml", False),
        ("storefront.cdx.json", True),
        ("sbom.spdx.json", True),
        ("spdx.json", False),
    ],
)
def test_which_files_are_read(path: str, claimed: bool) -> None:
    assert bool(list(scanners.claims().of(path, os.path.basename(path)))) is claimed


def test_a_lock_of_helm_is_none_of_pips() -> None:
    text = '- name: store\n  version: 4.33.7\ndigest: sha256:6ec7\ngenerated: "2026-01-01"\n'
    scan = scanners.load("requirements").scan(Document("chart/requirements.lock", f"dependencies:\n{text}".encode()))
    assert (scan.requirements, scan.packages) == ((), {})
    assert [(gap.reason, gap.broken, gap.may_hide) for gap in scan.gaps] == [
        ("is Helm's lock of a chart, not pip's", False, False)
    ]
