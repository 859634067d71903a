"""The configuration of an earlier revision, and a configuration that may only be stricter."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import trust
from auditor.cli import main
from auditor.config import Configuration, Settings, Source, load
from auditor.errors import UserError
from git_repositories import commit, new_repository
from trees import ACME, DAY, manifest

STRICT = 'policy = "strict"\n'
LENIENT = 'policy = "lenient"\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A strict configuration at first, with one more in a folder; the working tree has made both lenient."""
    root = new_repository(tmp_path / "repository")
    files = {".matrix-audit.toml": STRICT, "web/.matrix-audit.toml": "grace-days = 7\n", "web/shop/package.json": "{}"}
    commit(root, files, "first")
    commit(root, {"web/.matrix-audit.toml": "grace-days = ["}, "broken")
    (root / ".matrix-audit.toml").write_text(LENIENT)
    (root / "web/.matrix-audit.toml").write_text("grace-days = 300\n")
    return root


def made(base: Path, revision: str, given: Path | None = None) -> Configuration:
    found = [Source("", ".matrix-audit.toml", LENIENT.encode())]
    return trust.configuration_at(str(base), revision, str(given) if given else None)(found)


@pytest.mark.process
def test_the_revision_decides_and_the_working_tree_does_not(repository: Path) -> None:
    configuration = made(repository, "HEAD~1")
    assert configuration.root().policy == "strict"
    assert (configuration.at("web/shop").grace_days, configuration.root().grace_days) == (7, 90)
    assert configuration.said.startswith("configuration as of HEAD~1 (")


@pytest.mark.process
def test_the_folders_above_the_audited_one_count(repository: Path) -> None:
    configuration = made(repository / "web" / "shop", "HEAD~1")
    assert (configuration.root().policy, configuration.root().grace_days) == ("strict", 7)


@pytest.mark.process
def test_a_folder_that_the_revision_does_not_have_is_under_those_above_it(repository: Path) -> None:
    (repository / "web" / "new").mkdir()
    assert made(repository / "web" / "new", "HEAD~1").root().grace_days == 7


@pytest.mark.process
def test_what_cannot_be_used_there_is_no_configuration(repository: Path) -> None:
    configuration = made(repository, "HEAD")
    assert configuration.root() == Settings()
    assert "none, for what is there cannot be used: web/.matrix-audit.toml:1:" in configuration.said


@pytest.mark.process
@pytest.mark.parametrize(
    ("given", "policy", "said"),
    [
        pytest.param(".matrix-audit.toml", "strict", "configuration as of", id="a file that the revision has"),
        pytest.param("other.toml", "standard", ": there is none", id="a file that it does not have"),
        pytest.param("nowhere/other.toml", "standard", ": there is none", id="a file in a folder it does not have"),
        pytest.param("../outside/.matrix-audit.toml", "lenient", "", id="a file outside the repository"),
    ],
)
def test_one_file_may_be_named(repository: Path, given: str, policy: str, said: str) -> None:
    outside = repository.parent / "outside"
    outside.mkdir()
    (outside / ".matrix-audit.toml").write_text(LENIENT)
    configuration = made(repository, "HEAD~1", repository / given)
    assert configuration.root().policy == policy
    assert said in configuration.said
    assert bool(configuration.said) == bool(said)


@pytest.mark.process
def test_a_revision_without_configuration_has_none(tmp_path: Path) -> None:
    root = new_repository(tmp_path / "plain")
    commit(root, {"package.json": "{}"}, "first")
    configuration = made(root, "HEAD")
    assert (configuration.root(), configuration.said[-15:]) == (Settings(), ": there is none")


@pytest.mark.process
def test_a_revision_that_is_not_there_ends_the_run(repository: Path) -> None:
    with pytest.raises(UserError, match="no branch, tag or commit"):
        made(repository, "release")


@pytest.mark.process
def test_the_command_line_takes_the_configuration_of_a_revision(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = new_repository(tmp_path / "shop")
    files = {"package.json": manifest({"@acme/web": "1.5.0"})}
    commit(root, files, "first")
    (root / ".matrix-audit.toml").write_text('fail-on = "never"\n[severity]\nMA102 = "off"\n')

    def status(*words: str) -> int:
        return main(["check", str(root), "--matrix", str(ACME), "--as-of", DAY, *words])

    assert status() == 0
    assert status("--no-lowering") == 1
    assert "what makes an audit milder does not count" in capsys.readouterr().out
    assert status("--config-rev", "HEAD") == 1
    assert "configuration as of HEAD (" in capsys.readouterr().out
    assert status("--config-rev", "HEAD", "--no-config") == 1
    assert "configuration as of" not in capsys.readouterr().out


MILD = """
policy = "lenient"
fail-on = "never"
grace-days = 400
exclude = ["legacy/"]

[severity]
MA102 = "note"
MA103 = "error"
MA101 = "off"
"""
STERN = 'policy = "strict"\nfail-on = "note"\ngrace-days = 0\n[severity]\nMA104 = "error"\n'


def test_what_is_milder_does_not_count_and_exclusions_do() -> None:
    configuration = trust.unlowered(load)([Source("", ".matrix-audit.toml", MILD.encode())])
    settings = configuration.root()
    assert (settings.policy, settings.fail_on, settings.grace_days) == ("standard", "error", 90)
    assert settings.severity == {"MA103": "error"}
    assert configuration.excluded("legacy/package.json")
    assert configuration.said == "what makes an audit milder does not count in the configuration"


@pytest.mark.parametrize(
    ("written", "judged_by"),
    [('["runtimes"]', ("auth0",)), ('["runtimes", "auth0"]', ("runtimes", "auth0"))],
    ids=["in its place", "beside it"],
)
def test_another_matrix_counts_beside_the_default_one_only(written: str, judged_by: tuple[str, ...]) -> None:
    found = [Source("", ".matrix-audit.toml", f"matrix = {written}\n".encode())]
    assert trust.unlowered(load)(found).root().matrix == judged_by


def test_what_is_stricter_stays() -> None:
    sources = [Source("", ".matrix-audit.toml", STERN.encode())]
    assert trust.unlowered(load)(sources).files == load(sources).files


def test_of_no_configuration_nothing_is_said() -> None:
    assert trust.unlowered(load)([]) == Configuration()


def test_a_file_without_severities_gets_none() -> None:
    configuration = trust.unlowered(load)([Source("", ".matrix-audit.toml", b'exclude = ["legacy/"]\n')])
    assert configuration.root().severity == {}
