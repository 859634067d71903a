"""The walk: what is claimed, what is left out by name and counted, how deep it goes, and what is told of links."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from auditor.discover import MAX_FOLDER_DEPTH, SKIPPED_FOLDERS, VENDORING_FILES, Found, discover
from auditor.scanners import Claims, claims, index, load
from auditor.source import MAX_BYTES, ReadError
from auditor.tree import DirectoryTree
from trees import MemoryTree

CLAIMS = Claims(
    {
        "npm": (("package.json", "package-lock.json"), ("package-lock.json",)),
        "go": (("go.mod", "vendor/modules.txt"), ()),
        "lists": (("requirements*.txt", "requirements/*.txt"), ("requirements.txt",)),
    }
)


class Odd(MemoryTree):
    """Files in memory beside links, pipes and folders that cannot be listed."""

    def __init__(
        self, *paths: str, links: dict[str, str] | None = None, pipes: tuple[str, ...] = (), closed: str = "no"
    ) -> None:
        super().__init__(dict.fromkeys((*paths, *(links or {}), *pipes), ""))
        self.links, self.pipes, self.closed = links or {}, pipes, closed

    def children(self, folder: str) -> list[tuple[str, str]]:
        if folder == self.closed:
            raise ReadError("cannot be listed: permission denied")
        prefix = f"{folder}/" if folder else ""
        return [(name, self._kind(prefix + name) or kind) for name, kind in super().children(folder)]

    def _kind(self, path: str) -> str | None:
        return "link" if path in self.links else "other" if path in self.pipes else None

    def link(self, path: str) -> str:
        return self.links[path]

    def target(self, path: str) -> str | None:
        return f"shared/{path}"


def walked(*paths: str) -> Found:
    return discover(MemoryTree(dict.fromkeys(paths, "")), CLAIMS)


def test_claimed_files_come_in_order_of_their_paths() -> None:
    found = walked(
        "b/package.json", "package.json", "a.txt", "requirements-dev.txt", "package-lock.json", "a/package.json"
    )
    assert found.files == (
        ("a/package.json", "npm"),
        ("b/package.json", "npm"),
        ("package-lock.json", "npm"),
        ("package.json", "npm"),
        ("requirements-dev.txt", "lists"),
    )
    assert (found.walked, found.skipped, found.gaps) == (6, {}, ())


def test_configuration_files_are_noted() -> None:
    assert walked("pyproject.toml", "a/.matrix-audit.toml", "b/other.toml").configurations == (
        "a/.matrix-audit.toml",
        "pyproject.toml",
    )


@pytest.mark.parametrize("name", sorted(SKIPPED_FOLDERS))
def test_a_folder_that_holds_copies_or_caches_is_skipped_and_counted(name: str) -> None:
    found = walked(f"{name}/package.json", f"a/{name}/package.json", f"a/{name}/deep/package.json")
    assert (found.files, found.skipped) == ((), {name: 2})


@pytest.mark.parametrize(
    "name", ["build", "dist", "target", "bin", "obj", "lib", "out", "venv", "Node_modules", ".github"]
)
def test_other_folders_are_walked(name: str) -> None:
    assert walked(f"{name}/package.json").files == ((f"{name}/package.json", "npm"),)


@pytest.mark.parametrize("beside", sorted(VENDORING_FILES))
def test_vendor_is_skipped_beside_a_file_that_vendors(beside: str) -> None:
    found = walked(beside, "vendor/package.json", "vendor/modules.txt")
    assert ("vendor/package.json", "npm") not in found.files
    assert ("vendor/modules.txt", "go") in found.files
    assert found.skipped == {"vendor": 1}


def test_vendor_without_such_a_file_is_walked_and_without_a_list_of_modules_holds_none() -> None:
    assert walked("vendor/package.json").files == (("vendor/package.json", "npm"),)
    assert walked("go.mod", "vendor/x/y").files == (("go.mod", "go"),)


def test_a_virtual_environment_is_skipped_unless_it_is_what_was_asked_for() -> None:
    files = ("pyvenv.cfg", "package.json", "env/pyvenv.cfg", "env/package.json")
    assert walked(*files).files == (("package.json", "npm"),)
    assert walked(*files).skipped == {"virtual environment": 1}


def test_what_is_too_deep_is_an_error_and_no_silent_end() -> None:
    deep = "/".join("d" * (MAX_FOLDER_DEPTH + 1))
    found = walked(f"{deep}/package.json", f"{deep[2:]}/package.json")
    assert [path for path, _ in found.files] == [f"{deep[2:]}/package.json"]
    (gap,) = found.gaps
    assert (gap.path, gap.broken) == (deep, True)
    assert gap.reason == "is more than 64 folders deep and was not walked"


def test_a_folder_that_cannot_be_listed_is_told_and_the_rest_walked() -> None:
    found = discover(Odd("a/package.json", "b/package.json", closed="a"), CLAIMS)
    assert found.files == (("b/package.json", "npm"),)
    assert [(gap.path, gap.reason, gap.remedy) for gap in found.gaps] == [
        ("a", "cannot be listed: permission denied", "check its permissions")
    ]


def test_a_root_that_cannot_be_listed_is_told() -> None:
    assert [gap.path for gap in discover(Odd("package.json", closed=""), CLAIMS).gaps] == ["."]


def test_a_vendor_folder_that_cannot_be_listed_is_told() -> None:
    found = discover(Odd("go.mod", "vendor/modules.txt", closed="vendor"), CLAIMS)
    assert [(gap.path, gap.reason) for gap in found.gaps] == [("vendor", "cannot be listed: permission denied")]


@pytest.mark.parametrize(
    ("name", "where", "told"),
    [
        ("package-lock.json", "inside", False),
        ("package-lock.json", "outside", True),
        ("package-lock.json", "dangling", True),
        ("package.json", "outside", False),
        ("folder", "outside", False),
    ],
)
def test_links_are_counted_and_told_only_where_a_lockfile_leads_away(name: str, where: str, told: bool) -> None:
    found = discover(Odd("a", links={name: where}), CLAIMS)
    assert found.skipped == {f"links ({where})": 1}
    assert [gap.path for gap in found.gaps] == [name] * told
    assert found.files == ()


def test_a_link_with_a_claimed_name_is_no_folder_to_walk() -> None:
    found = discover(Odd(links={"package.json": "inside"}), CLAIMS)
    assert (found.gaps, found.links) == ((), (("package.json", "shared/package.json"),))


def test_a_pipe_or_folder_with_a_claimed_name_is_told_and_any_other_is_not() -> None:
    found = discover(Odd("package.json/x", pipes=("package-lock.json", "fifo")), CLAIMS)
    assert [(gap.path, gap.reason) for gap in found.gaps] == [
        ("package-lock.json", "is a pipe, socket or device, not a file"),
        ("package.json", "is a folder, not a file"),
    ]


def test_a_folder_that_serves_an_address_with_a_manifests_name_is_walked() -> None:
    found = discover(Odd("routes/package.json/+server.js", "app/package-lock.json/route.ts"), CLAIMS)
    assert [gap.path for gap in found.gaps] == ["app/package-lock.json"]
    assert found.walked == 1


def test_a_folder_with_a_manifests_name_that_cannot_be_listed_is_told() -> None:
    found = discover(Odd("package.json/route.ts", closed="package.json"), CLAIMS)
    assert [(gap.path, gap.reason) for gap in found.gaps] == [("package.json", "is a folder, not a file")]


def test_several_starts_are_one_walk_and_a_file_counts_once() -> None:
    tree = MemoryTree(dict.fromkeys(("a/package.json", "b/package.json", "c/package.json"), ""))
    assert [path for path, _ in discover(tree, CLAIMS, ("b", "a", "a")).files] == ["a/package.json", "b/package.json"]


# Folders on disk


def test_a_disk_folder_lists_its_children_by_kind(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "file").write_bytes(b"x")
    (tmp_path / "plain").write_bytes(b"y")
    tree = DirectoryTree(str(tmp_path))
    assert tree.children("") == [("plain", "file"), ("sub", "folder")]
    assert tree.children("sub") == [("file", "file")]
    assert (tree.read("sub/file"), tree.read("plain")) == (b"x", b"y")


@pytest.mark.parametrize(("folder", "said"), [("missing", "no such file or directory"), ("plain", "not a directory")])
def test_what_cannot_be_listed_raises(folder: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    with pytest.raises(ReadError, match=f"cannot be listed: {said}"):
        DirectoryTree(str(tmp_path)).children(folder)


def test_what_cannot_be_opened_or_is_no_file_raises(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    tree = DirectoryTree(str(tmp_path))
    with pytest.raises(ReadError, match="cannot be opened: no such file"):
        tree.read("missing")
    with pytest.raises(ReadError, match=r"is not a regular file|cannot be opened"):
        tree.read("sub")


class Failing:
    """The operating system, with a disk that fails."""

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)

    def fstat(self, _: int) -> os.stat_result:
        raise OSError(5, "Input/output error")


def test_a_file_that_cannot_be_read_to_its_end_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"x")
    monkeypatch.setattr("auditor.tree.os", Failing())
    with pytest.raises(ReadError, match="cannot be opened: input/output error"):
        DirectoryTree(str(tmp_path)).read("file")


def test_a_file_that_grows_past_the_limit_while_it_is_read_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ReadError, match="is larger than 64 MiB"):
        DirectoryTree(str(tmp_path)).read("big")
    monkeypatch.setattr("auditor.tree.MAX_BYTES", 3)
    (tmp_path / "small").write_bytes(b"four")
    with pytest.raises(ReadError, match="is larger than"):
        DirectoryTree(str(tmp_path)).read("small")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets only administrators make links")
@pytest.mark.parametrize(
    ("target", "where", "below"),
    [
        ("sub", "inside", "sub"),
        (".", "inside", ""),
        ("..", "outside", None),
        ("../other", "outside", None),
        ("nowhere", "dangling", "nowhere"),
        ("link", "dangling", "link"),
    ],
)
def test_a_link_says_where_it_leads(target: str, where: str, below: str | None, tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    os.symlink(target, root / "link")
    tree = DirectoryTree(str(root))
    assert (tree.link("link"), tree.target("link")) == (where, below)
    assert ("link", "link") in tree.children("")
    with pytest.raises(ReadError):
        tree.read("link")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_neither_file_nor_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    tree = DirectoryTree(str(tmp_path))
    assert tree.children("") == [("pipe", "other")]
    with pytest.raises(ReadError, match="is not a regular file"):
        tree.read("pipe")


def test_the_root_is_an_absolute_path_however_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tree = DirectoryTree(".")
    assert (tree.root, tree.absolute("a/b"), tree.absolute("")) == (
        str(tmp_path),
        str(tmp_path / "a" / "b"),
        str(tmp_path),
    )


# Who claims what


@pytest.mark.parametrize(
    ("path", "scanners"),
    [
        ("package.json", ["npm"]),
        ("a/package.json", ["npm"]),
        ("xpackage.json", []),
        ("vendor/modules.txt", ["go"]),
        ("a/vendor/modules.txt", ["go"]),
        ("a/myvendor/modules.txt", []),
        ("modules.txt", []),
        ("requirements.txt", ["lists"]),
        ("requirements-dev.txt", ["lists"]),
        ("requirementstxt", []),
        ("a/requirements/base.txt", ["lists"]),
        ("a/reqs/base.txt", []),
    ],
)
def test_a_claim_is_a_name_a_pattern_or_the_end_of_a_path(path: str, scanners: list[str]) -> None:
    assert list(CLAIMS.of(path, path.rpartition("/")[2])) == scanners


def test_a_name_is_known_as_a_lockfiles_or_as_claimed_at_all() -> None:
    assert [CLAIMS.lockfile(name) for name in ("package-lock.json", "package.json")] == [True, False]
    assert [CLAIMS.exactly(name) for name in ("package.json", "modules.txt")] == [True, False]


def test_every_scanner_module_claims_something_and_its_lockfiles_are_among_it() -> None:
    known = claims()
    for name, (claimed, lockfiles) in index().items():
        assert claimed, name
        assert all(name in known.of(f"gradle/{file}", file.rpartition("/")[2]) for file in lockfiles), name


def test_the_claims_that_a_build_noted_are_those_of_the_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = tmp_path / "claims.json"
    monkeypatch.setattr("auditor.scanners.BUILT_INDEX", str(built))
    imported = claims()
    built.write_text(json.dumps(index()))
    assert vars(claims()) == {**vars(imported), "_exact": vars(claims())["_exact"]}
    assert list(claims().of("a/package-lock.json", "package-lock.json")) == ["package_lock"]
    assert load("package_lock").__name__ == "auditor.scanners.package_lock"
