"""Trees of git revisions, against git itself: revisions, kinds of entries, links, shallow, partial and damaged clones."""

from __future__ import annotations

import itertools
import os
import subprocess
from pathlib import Path

import pytest

from auditor import git_tree
from auditor.errors import UserError
from auditor.git_roots import of_revision, repository_at
from auditor.git_tree import Repository
from auditor.roots import of_paths
from auditor.source import ReadError
from git_repositories import commit, git, new_repository

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two branches with a merge, tags, a folder with a space, links of every kind and a submodule; packed but for the last commit."""
    root = new_repository(tmp_path_factory.mktemp("git") / "origin")
    inner = new_repository(root.parent / "inner")
    commit(inner, {"package.json": "{}"}, "inner")
    links = {
        "l": "web/package.json",
        "web/up": "../file",
        "web/out": "../..",
        "absolute": "/etc/passwd",
        "dangling": "nowhere",
        "one": "two",
        "two": "one",
        "folder": "web",
        "web/chain": "../folder/deep",
        "through": "file/x",
    }
    commit(root, {"web/package.json": "{}\n", "web/deep/f": "x", "file": "old", "a b/é.txt": "x"}, "first", links)
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "module")
    git(root, "commit", "-qm", "module")
    git(root, "tag", "-a", "-m", "one", "v1")
    git(root, "tag", "light")
    git(root, "checkout", "-qb", "feature")
    commit(root, {"feature": "x"}, "feature")
    git(root, "checkout", "-q", "main")
    commit(root, {"file": "new"}, "second")
    git(root, "merge", "-q", "--no-edit", "feature")
    git(root, "gc", "-q")
    commit(root, {"loose": "x"}, "loose")
    git(root, "config", "uploadpack.allowFilter", "true")
    return root


REVISIONS = (
    "HEAD @ main v1 light feature v1^{} v1^{commit}~1 main~1 main~1^2 main~1^2~1 main~1^ main^0 HEAD~3 @~2 main~01"
    " refs/heads/main heads/feature tags/v1"
).split()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_revision_is_the_commit_that_git_says(repository: Path, revision: str) -> None:
    expected = git(repository, "rev-parse", "--verify", f"{revision}^{{commit}}")
    assert Repository(str(repository)).resolve(revision) == expected


@pytest.mark.parametrize("length", [4, 8, 39, 40])
def test_a_shortened_id_is_the_commit_that_git_says(repository: Path, length: int) -> None:
    number = git(repository, "rev-parse", "v1^{commit}")
    assert Repository(str(repository)).resolve(number[:length]) == number


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        pytest.param("nope", "nope is no branch, tag or commit in .*; fetch it first", id="an unknown name"),
        pytest.param("", "an empty text is no branch", id="nothing"),
        pytest.param("config", "config is no branch", id="a file of the git folder"),
        pytest.param("../file", "is no branch", id="a path that leaves the git folder"),
        pytest.param("x" * 5000, "is no branch", id="a name that no file can have"),
        pytest.param("main:web", "is no branch", id="a path in a revision"),
        pytest.param("main^3", r"main\^3: \w{12} has no such parent", id="a parent that is not there"),
        pytest.param("main~99", "main~99: .* has no such parent", id="more steps than commits"),
        pytest.param("main^{tree}", r"\^\{tree\} is not read", id="a step to what is no commit"),
        pytest.param("main~x", "~x is not read", id="a step that is none"),
        pytest.param("0" * 40, "not in this clone; run git fetch", id="an id of nothing"),
        pytest.param("fffff", "fffff is no branch, tag or commit", id="a shortened id of nothing"),
    ],
)
def test_what_names_no_commit_is_one_line(repository: Path, revision: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as error:
        Repository(str(repository)).resolve(revision)
    assert "\n" not in str(error.value)


def test_a_revision_that_is_a_file_is_refused(repository: Path) -> None:
    blob = git(repository, "rev-parse", "main:file")
    with pytest.raises(UserError, match="names a blob, not a commit"):
        Repository(str(repository)).resolve(blob)


def test_a_branch_that_only_the_remote_has_is_named(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(repository), "copy")
    with pytest.raises(UserError, match=r"feature is no branch, tag or commit in .*; name origin/feature"):
        Repository(str(tmp_path / "copy")).resolve("feature")


def test_a_beginning_that_several_commits_have_is_refused(tmp_path: Path) -> None:
    root = new_repository(tmp_path / "many")
    commit(root, {"a": "1"}, "first")
    tree = git(root, "rev-parse", "HEAD^{tree}")
    stream = "".join(
        f"commit refs/heads/many\ncommitter x <x@example.test> {number} +0000\ndata 1\nx\n" for number in range(2000)
    )
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=stream.encode(), check=True)
    numbers = sorted(git(root, "rev-list", "--all").split())
    shared = next(one[:4] for one, other in itertools.pairwise(numbers) if one[:4] == other[:4])
    with pytest.raises(UserError, match="the beginning of several commits"):
        Repository(str(root)).resolve(shared)
    assert tree


def test_the_files_are_those_that_git_lists(repository: Path) -> None:
    tree = Repository(str(repository)).tree("main")
    kinds = {"blob": "file", "tree": "folder", "commit": "submodule"}
    listed = subprocess.run(["git", "-C", str(repository), "ls-tree", "-z", "main"], capture_output=True, check=True)
    expected = []
    for row in listed.stdout.decode().rstrip("\0").split("\0"):
        mode, kind, rest = row.split(" ", 2)
        expected.append((rest.partition("\t")[2], "link" if mode == "120000" else kinds[kind]))
    assert tree.children("") == sorted(expected)
    assert tree.children("a b") == [("é.txt", "file")]
    assert tree.read("file") == b"new"
    assert Repository(str(repository)).tree("v1").read("file") == b"old"


@pytest.mark.parametrize(
    ("base", "path", "where", "target"),
    [
        ("", "l", "inside", "web/package.json"),
        ("", "web/up", "inside", "file"),
        ("web", "up", "outside", None),
        ("", "web/out", "outside", None),
        ("", "absolute", "outside", None),
        ("", "dangling", "dangling", None),
        ("", "one", "dangling", None),
        ("", "folder", "inside", "web"),
        ("web", "chain", "inside", "deep"),
        ("", "through", "dangling", None),
    ],
)
def test_a_link_leads_where_the_system_says(
    repository: Path, base: str, path: str, where: str, target: str | None
) -> None:
    tree = Repository(str(repository)).tree("main", base)
    assert (tree.link(path), tree.target(path)) == (where, target)


@pytest.mark.parametrize("path", ["nope", "l", "web", "file/x", "module/package.json"])
def test_only_a_regular_file_is_read(repository: Path, path: str) -> None:
    with pytest.raises(ReadError, match="is not a regular file at main"):
        Repository(str(repository)).tree("main").read(path)


@pytest.mark.parametrize("path", ["nope", "file", "l", "module"])
def test_only_a_folder_is_listed(repository: Path, path: str) -> None:
    with pytest.raises(ReadError, match="is no folder at main"):
        Repository(str(repository)).tree("main").children(path)


def test_a_file_above_the_limit_is_refused(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_tree, "MAX_BYTES", 2)
    with pytest.raises(ReadError, match="is larger than"):
        Repository(str(repository)).tree("main").read("file")


def test_a_name_that_git_does_not_write_is_neither_file_nor_folder(tmp_path: Path) -> None:
    root = new_repository(tmp_path / "odd")
    commit(root, {"a": "1"}, "first")
    blob = bytes.fromhex(git(root, "rev-parse", "HEAD:a"))
    rows = b"".join(b"100644 " + name + b"\0" + blob for name in (b"..", b"a/b", b"package.json", b"\xff"))
    made = subprocess.run(
        ["git", "-C", str(root), "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
        input=rows,
        capture_output=True,
        check=True,
    )
    number = git(root, "commit-tree", made.stdout.decode().strip(), "-m", "odd")
    children = Repository(str(root)).tree(number).children("")
    assert children == [("..", "other"), ("a/b", "other"), ("package.json", "file"), (os.fsdecode(b"\xff"), "file")]


@pytest.mark.parametrize("one", ["main", "feature", "main~2", "v1", "main~1"])
@pytest.mark.parametrize("other", ["main", "feature", "main~2"])
def test_the_merge_base_is_the_one_that_git_says(repository: Path, one: str, other: str) -> None:
    known = Repository(str(repository))
    expected = git(repository, "merge-base", one, other)
    assert known.merge_base(known.resolve(one), known.resolve(other), one) == expected


def test_histories_without_a_common_commit_cannot_be_compared(repository: Path) -> None:
    number = git(repository, "commit-tree", "main^{tree}", "-m", "orphan")
    known = Repository(str(repository))
    with pytest.raises(UserError, match="main has no commit in common with what is audited"):
        known.merge_base(known.resolve("main"), number, "main")


def test_a_history_with_a_hole_cannot_be_compared(tmp_path: Path) -> None:
    root = new_repository(tmp_path / "hole")
    lost, middle, last = (commit(root, {"a": text}, text) for text in "123")
    git(root, "checkout", "-q", "-b", "other", lost)
    other = commit(root, {"a": "4"}, "4")
    (root / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(UserError, match="the history of other is not whole in this clone; run git fetch"):
        Repository(str(root)).merge_base(other, last, "other")
    assert Repository(str(root)).resolve("main~1") == middle


# Clones


def clone(repository: Path, into: Path, *options: str) -> Repository:
    git(into, "clone", "-q", *options, f"file://{repository}", "copy")
    return Repository(str(into / "copy"))


def test_a_shallow_clone_says_what_to_fetch(repository: Path, tmp_path: Path) -> None:
    shallow = clone(repository, tmp_path, "--depth", "1")
    assert shallow.tree("HEAD").read("file") == b"new"
    with pytest.raises(
        UserError, match="the commit of HEAD~1 is not in this shallow clone; run git fetch --deepen=100"
    ):
        shallow.resolve("HEAD~1")
    git(tmp_path / "copy", "fetch", "-q", "--deepen=100")
    assert Repository(str(tmp_path / "copy")).resolve("HEAD~1") == git(repository, "rev-parse", "main~1")


def test_a_shallow_clone_that_lacks_where_branches_part_says_so(repository: Path, tmp_path: Path) -> None:
    shallow = clone(repository, tmp_path, "--depth", "1", "--no-single-branch")
    with pytest.raises(UserError, match=r"origin/feature: this clone is shallow .*; run git fetch --unshallow"):
        shallow.merge_base(shallow.resolve("origin/feature"), shallow.resolve("HEAD"), "origin/feature")


def test_a_partial_clone_says_what_to_fetch_and_is_read_then(repository: Path, tmp_path: Path) -> None:
    partial = clone(repository, tmp_path, "--no-checkout", "--filter=blob:none")
    git(tmp_path / "copy", "config", "extensions.partialClone", "origin")
    assert ("file", "file") in partial.tree("HEAD").children("")
    said = "file of HEAD is not in this partial clone; run git fetch --refetch --no-filter"
    with pytest.raises(UserError, match=said):
        Repository(str(tmp_path / "copy")).tree("HEAD").read("file")
    git(tmp_path / "copy", "fetch", "-q", "--refetch", "--no-filter")
    assert Repository(str(tmp_path / "copy")).tree("HEAD").read("file") == b"new"


def test_a_worktree_has_a_head_of_its_own(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", str(tmp_path / "tree"), "feature")
    assert repository_at(str(tmp_path / "tree")).resolve("HEAD") == git(repository, "rev-parse", "feature")


def test_a_repository_with_longer_ids_is_read(tmp_path: Path) -> None:
    root = new_repository(tmp_path / "long", "--object-format=sha256")
    commit(root, {"file": "x"}, "first")
    assert Repository(str(root)).tree(git(root, "rev-parse", "HEAD")).read("file") == b"x"


# What cannot be read


def test_a_repository_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    root = new_repository(tmp_path / "new")
    git(root, "config", "core.repositoryformatversion", "1")
    git(root, "config", "extensions.futureStorage", "true")
    with pytest.raises(UserError, match="a git repository of a kind that is not read"):
        Repository(str(root))


def test_a_folder_outside_any_repository_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="is in no git repository; a revision needs one"):
        repository_at(str(tmp_path / "nowhere" / "at all"))
    (tmp_path / ".git").mkdir()
    with pytest.raises(UserError, match="is not in a git repository"):
        repository_at(str(tmp_path))


def test_a_damaged_object_is_one_line(tmp_path: Path) -> None:
    root = new_repository(tmp_path / "damaged")
    commit(root, {"file": "x"}, "first")
    number = git(root, "rev-parse", "HEAD:file")
    stored = root / ".git" / "objects" / number[:2] / number[2:]
    stored.chmod(0o644)
    stored.write_bytes(b"rubbish")
    with pytest.raises(UserError, match=r"the git repository cannot be read .*; run git fsck"):
        Repository(str(root)).tree("HEAD").read("file")


def test_an_object_of_another_type_is_one_line(tmp_path: Path) -> None:
    root = new_repository(tmp_path / "mistyped")
    commit(root, {"file": "x"}, "first")
    rows = b"40000 web\0" + bytes.fromhex(git(root, "rev-parse", "HEAD:file"))
    made = subprocess.run(
        ["git", "-C", str(root), "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
        input=rows,
        capture_output=True,
        check=True,
    )
    number = git(root, "commit-tree", made.stdout.decode().strip(), "-m", "odd")
    with pytest.raises(UserError, match=r"the folder web of .* is a blob in this damaged repository; run git fsck"):
        Repository(str(root)).tree(number).children("web")


# PATHs in a revision


def test_paths_are_looked_up_in_the_revision_and_need_not_be_on_disk(repository: Path) -> None:
    git(repository, "worktree", "prune")
    roots = of_revision([str(repository / "feature"), str(repository / "web")], "feature")
    assert roots.tree.root == str(repository)
    assert roots.starts == ("", "web")
    assert of_revision([str(repository)], "main").starts == ("",)
    alone = of_revision([str(repository / "web" / "package.json")], "main")
    assert (alone.tree.root, alone.starts) == (str(repository / "web"), ("",))
    assert alone.takes
    assert [alone.takes(folder) for folder in ("", "deep")] == [True, False]
    below = of_revision([str(repository / "web" / "deep")], "main")
    assert (below.tree.root, below.tree.children("")) == (str(repository / "web" / "deep"), [("f", "file")])


def test_a_bare_repository_is_one_as_well(repository: Path, tmp_path: Path) -> None:
    bare = tmp_path / "shop.git"
    git(repository, "clone", "-q", "--bare", ".", str(bare))
    roots = of_revision([str(bare)], "main")
    assert roots.tree.root == str(bare)
    assert roots.tree.children("") == of_revision([str(repository)], "main").tree.children("")
    assert of_revision([str(bare / "web")], "main").tree.root == str(bare / "web")
    with pytest.raises(
        UserError, match=r"shop\.git is a bare git repository; audit one of its revisions: .* --rev HEAD"
    ):
        of_paths([str(bare)])


@pytest.mark.parametrize("path", ["nope", "no/pe", "l"])
def test_a_path_that_the_revision_lacks_is_refused(repository: Path, path: str) -> None:
    with pytest.raises(UserError, match="is no folder and no file at v1"):
        of_revision([str(repository / path)], "v1")
