"""``--rev``, ``--since`` and ``--baseline`` on a repository of three branches, on shallow clones, and with reports of former runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.cli import main
from git_repositories import commit, git, new_repository
from trees import ACME, DAY, lockfile, manifest

# By the invented vendor's matrix: line 1 is unsupported (MA102), line 3 supported, 3.1.0 outdated (MA103).
OLD, BEHIND, GOOD = "1.0.0", "3.1.0", "3.2.0"


def shop(version: str, **more: str) -> dict[str, str | None]:
    """A project with one package of the vendor."""
    asked = {"@acme/sdk": f"^{version}"}
    return {"package.json": manifest(asked), "package-lock.json": lockfile({"@acme/sdk": version}, asked), **more}


def with_extra(version: str) -> dict[str, str | None]:
    """The same with a package that the matrix does not list (MA101)."""
    asked = {"@acme/sdk": f"^{version}", "@acme/extra": "^1.0.0"}
    locked = {"@acme/sdk": version, "@acme/extra": "1.1.0"}
    return {"package.json": manifest(asked), "package-lock.json": lockfile(locked, asked)}


IGNORE = """
[[ignore]]
rule = "MA102"
reason = "later"
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """``main`` has an unsupported line; ``worse`` adds an unlisted package; ``better`` moves on; ``main`` is mended since."""
    root = new_repository(tmp_path / "shop")
    commit(root, shop(OLD), "first")
    git(root, "checkout", "-qb", "worse")
    commit(root, with_extra(OLD), "worse")
    git(root, "checkout", "-q", "-b", "better", "main")
    commit(root, shop(BEHIND), "better")
    git(root, "checkout", "-q", "main")
    commit(root, shop(GOOD), "mended")
    monkeypatch.chdir(root)
    return root


class Ran:
    """A run: its status, its report, and what it said on standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: str, text: bool = False) -> None:
        shown = () if text else ("--format", "json")
        self.status = main(["check", *words, *shown, "--matrix", str(ACME), "--as-of", DAY])
        captured = capsys.readouterr()
        self.out, self.err = captured.out, captured.err
        self.report: dict[str, Any] = json.loads(self.out) if self.out.startswith("{") else {}

    def rules(self, *, old: bool = False) -> list[str]:
        return sorted(item["rule"] for item in self.report["findings"] if bool(item["suppressed"]) is old)


@pytest.mark.process
@pytest.mark.parametrize(
    ("words", "status", "new", "old"),
    [
        pytest.param(["--rev", "worse"], 1, ["MA101", "MA102"], [], id="a branch as it is"),
        pytest.param(["--rev", "main"], 0, [], [], id="a branch that is in order"),
        pytest.param(["--rev", "worse", "--since", "main"], 0, ["MA101"], ["MA102"], id="what the branch adds is a warning"),
        pytest.param(
            ["--rev", "worse", "--since", "main", "--policy", "strict"], 1, ["MA101"], ["MA102"], id="and fails where strict"
        ),
        pytest.param(["--rev", "better", "--since", "main"], 0, [], ["MA103"], id="a milder verdict is no news"),
        pytest.param(
            ["--rev", "better", "--since", "main", "--policy", "strict"], 0, [], ["MA103"], id="and fails nowhere"
        ),
        pytest.param(["--since", "better", "--rev", "worse"], 0, ["MA101"], ["MA102"], id="branches that part at an older commit"),
        pytest.param(["--since", "main~1"], 0, [], [], id="a former commit of the same branch"),
        pytest.param(["--since", "HEAD"], 0, [], [], id="the working tree against its own commit"),
    ],
)  # fmt: skip
def test_what_counts(
    words: list[str], status: int, new: list[str], old: list[str], request: pytest.FixtureRequest
) -> None:
    repository: Path = request.getfixturevalue("repository")
    capsys: pytest.CaptureFixture[str] = request.getfixturevalue("capsys")
    assert git(repository, "status", "--short") == ""
    ran = Ran(capsys, *words)
    assert (ran.status, ran.rules(), ran.rules(old=True)) == (status, new, old)
    assert ran.report["summary"]["suppressed"] == len(old)


@pytest.mark.process
def test_what_is_not_committed_yet_is_new(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, text in with_extra(GOOD).items():
        (repository / path).write_text(text or "")
    ran = Ran(capsys, "--since", "HEAD")
    assert (ran.rules(), ran.rules(old=True)) == (["MA101"], [])


@pytest.mark.process
def test_a_suppressed_finding_says_since_when_it_is_there(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    number = git(repository, "rev-parse", "main~1")
    ran = Ran(capsys, "--rev", "worse", "--since", "main")
    (old,) = (item["suppressed"] for item in ran.report["findings"] if item["suppressed"])
    assert old == {"kind": "baseline", "reason": f"already there at main ({number[:12]})", "until": None}
    text = Ran(capsys, "--rev", "worse", "--since", "main", text=True).out
    assert f"only what is new counts: 1 finding already there at main ({number[:12]})" in text


@pytest.mark.process
def test_a_change_of_the_configuration_alone_makes_nothing_new(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "checkout", "-q", "better")
    (repository / ".matrix-audit.toml").write_text('[severity]\nMA103 = "error"\n')
    assert (Ran(capsys).status, Ran(capsys, "--since", "HEAD").status) == (1, 0)


@pytest.mark.process
def test_an_ignore_that_is_no_longer_needed_is_no_news_and_one_that_never_was_is(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "checkout", "-q", "-b", "ignoring", "main~1")
    commit(repository, {".matrix-audit.toml": IGNORE}, "ignored")
    assert Ran(capsys, "--fail-on", "note").status == 0
    for path, text in shop(GOOD).items():
        (repository / path).write_text(text or "")
    mended = Ran(capsys, "--since", "HEAD", "--fail-on", "note")
    assert (mended.status, mended.rules(old=True)) == (0, ["MA904"])
    added = Ran(capsys, "--since", "main", "--fail-on", "note")
    assert (added.status, added.rules()) == (1, ["MA904"])


@pytest.mark.process
def test_a_configuration_that_could_not_be_used_before_stands_in_nobodys_way(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, {".matrix-audit.toml": "polcy = 1\n"}, "mistyped")
    assert Ran(capsys).status == 2
    (repository / ".matrix-audit.toml").write_text('policy = "strict"\n')
    assert Ran(capsys, "--since", "HEAD").status == 0


@pytest.mark.process
def test_the_configuration_is_the_revisions_own_also_above_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = new_repository(tmp_path / "shop")
    files = {f"apps/web/{path}": text for path, text in shop(OLD).items()}
    commit(root, {**files, ".matrix-audit.toml": '[severity]\nMA102 = "note"\n'}, "lenient")
    commit(root, {".matrix-audit.toml": None}, "plain")
    monkeypatch.chdir(root)
    assert [Ran(capsys, "apps/web", "--rev", rev).status for rev in ("HEAD", "HEAD~1")] == [1, 0]
    ran = Ran(capsys, "apps/web", "--since", "HEAD~1")
    assert (ran.status, ran.rules(old=True)) == (0, ["MA102"])
    assert Ran(capsys, "apps/web", "--rev", "HEAD~1", "--no-config").status == 1
    new = Ran(capsys, "apps/web/package.json", "--rev", "HEAD")
    assert new.report["findings"][0]["locations"][0]["path"] == "package.json"


@pytest.mark.process
def test_a_folder_that_was_not_there_before_is_new(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository, {f"new/{path}": text for path, text in shop(OLD).items()}, "new")
    ran = Ran(capsys, "new", "--since", "HEAD~1")
    assert (ran.status, ran.rules()) == (1, ["MA102"])


@pytest.mark.process
def test_submodules_are_skipped_and_counted(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inner = new_repository(tmp_path / "inner")
    commit(inner, shop(OLD), "inner")
    git(repository, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "module")
    git(repository, "commit", "-qm", "module")
    assert Ran(capsys, "--rev", "HEAD").status == 0
    assert "submodules" in Ran(capsys, "--rev", "HEAD", "--verbose", text=True).out


@pytest.mark.process
def test_a_shallow_clone_of_depth_two_is_enough_for_a_merge(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "merge", "-q", "-X", "theirs", "--no-edit", "worse")
    for depth, status in (("2", 1), ("1", 2)):
        git(tmp_path, "clone", "-q", "--depth", depth, f"file://{repository}", f"copy{depth}")
        monkeypatch.chdir(tmp_path / f"copy{depth}")
        ran = Ran(capsys, "--since", "HEAD^1", "--policy", "strict")
        assert ran.status == status
    assert "not in this shallow clone; run git fetch --deepen=100" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.process
@pytest.mark.parametrize("words", [["--since", "nope"], ["--rev", "nope"], ["--rev", "main", "nope"], ["--rev", ""]])
def test_what_is_not_there_ends_the_run(words: list[str], repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, *words)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert str(repository) in ran.err or "no folder and no file at main" in ran.err


def test_outside_a_repository_there_is_no_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "is in no git repository; a revision needs one" in Ran(capsys, "--rev", "HEAD").err


# A former report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written(tmp_path / "shop", shop(OLD))
    return tmp_path / "shop"


def written(folder: Path, files: dict[str, str | None]) -> None:
    folder.mkdir(exist_ok=True)
    for path, text in files.items():
        (folder / path).write_text(text or "")


@pytest.mark.parametrize(
    ("after", "new", "old"),
    [
        pytest.param(shop(OLD), [], ["MA102"], id="nothing changed"),
        pytest.param(with_extra(OLD), ["MA101"], ["MA102"], id="something new"),
        pytest.param(shop(BEHIND), [], ["MA103"], id="a milder verdict"),
        pytest.param(shop(GOOD), [], [], id="all mended"),
        pytest.param(shop("1.9.0"), [], ["MA102"], id="another version of the same line"),
    ],
)
def test_only_what_is_not_in_the_former_report_counts(
    after: dict[str, str | None], new: list[str], old: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    former = folder.parent / "former.json"
    Ran(capsys, str(folder), "--output", str(former))
    written(folder, after)
    ran = Ran(capsys, str(folder), "--baseline", str(former))
    assert (ran.status, ran.rules(), ran.rules(old=True)) == (0, new, old)
    assert {item["suppressed"]["reason"] for item in ran.report["findings"] if item["suppressed"]} <= {
        f"already there in {former}"
    }


def test_a_graver_verdict_than_the_former_one_is_new(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    former = folder.parent / "former.json"
    written(folder, shop(BEHIND))
    Ran(capsys, str(folder), "--output", str(former))
    written(folder, shop(OLD))
    assert Ran(capsys, str(folder), "--baseline", str(former)).rules() == ["MA102"]


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        pytest.param("2.3.0", "3.5.0", [], id="up to a line that is listed below full support"),
        pytest.param("2.3.0", "4.0.0", [], id="up to an older release of one"),
        pytest.param("4.1.0", "4.0.0", ["MA103"], id="down within one"),
    ],
)
def test_limited_support_in_the_place_of_none_is_no_news(
    before: str, after: str, new: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def of_widget(version: str) -> dict[str, str | None]:
        asked = {"acme-widget": f"^{version}"}
        return {"package.json": manifest(asked), "package-lock.json": lockfile({"acme-widget": version}, asked)}

    former = folder.parent / "former.json"
    written(folder, of_widget(before))
    Ran(capsys, str(folder), "--output", str(former))
    written(folder, of_widget(after))
    assert Ran(capsys, str(folder), "--baseline", str(former), "--policy", "strict").rules() == new


def test_an_ignored_finding_stays_ignored(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    former = folder.parent / "former.json"
    Ran(capsys, str(folder), "--output", str(former))
    (folder / ".matrix-audit.toml").write_text(IGNORE)
    ran = Ran(capsys, str(folder), "--baseline", str(former))
    assert [item["suppressed"]["kind"] for item in ran.report["findings"]] == ["ignore"]


def test_a_matrix_that_has_grown_older_is_no_news(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    former = folder.parent / "former.json"
    words = ["check", str(folder), "--matrix", str(ACME), "--format", "json"]
    main([*words, "--as-of", "2026-10-01", "--output", str(former)])
    capsys.readouterr()
    main([*words, "--as-of", "2026-10-20", "--baseline", str(former)])
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [(item["rule"], item["suppressed"]["kind"]) for item in findings] == [
        ("MA902", "baseline"),
        ("MA102", "baseline"),
    ]


SOUND = {"schema": "matrix-audit/1", "components": [], "findings": []}
FINDING: dict[str, Any] = {"rule": "MA102", "fingerprint": "0", "component_id": None, "locations": []}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("{", "1:2 stops in the middle of an object", id="cut short"),
        pytest.param("[]", 'it has no "schema": "matrix-audit/1"', id="a list"),
        pytest.param('{"version": "2.1.0", "runs": []}', 'it has no "schema"', id="a report of another kind"),
        pytest.param(json.dumps({**SOUND, "schema": "matrix-audit/2"}), 'it has no "schema"', id="a later version"),
        pytest.param(json.dumps({"schema": "matrix-audit/1"}), "'components' is missing", id="without components"),
        pytest.param(json.dumps({**SOUND, "findings": [{}]}), "'fingerprint' is missing", id="a finding without all"),
        pytest.param(json.dumps({**SOUND, "findings": 3}), "a value is of another type", id="a number of findings"),
        pytest.param(json.dumps({**SOUND, "findings": ["x"]}), "a value is of another type", id="a finding in words"),
        pytest.param(
            json.dumps({**SOUND, "findings": [{**FINDING, "fingerprint": []}]}),
            "of another type",
            id="a list for a text",
        ),
        pytest.param(
            json.dumps({**SOUND, "findings": [{**FINDING, "component_id": "9", "locations": [{}]}]}),
            "'9' is missing",
            id="a component that is not there",
        ),
    ],
)
def test_a_file_that_is_no_report_ends_the_run(
    text: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder.parent / "former.json").write_text(text)
    ran = Ran(capsys, str(folder), "--baseline", str(folder.parent / "former.json"))
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


def test_a_report_that_is_not_there_ends_the_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, str(folder), "--baseline", str(folder / "nope.json"))
    assert ran.status == 2
    assert "nope.json cannot be opened: no such file or directory; write one with --output json=FILE" in ran.err
