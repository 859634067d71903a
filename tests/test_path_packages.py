"""Packages with a path in the tree: their own manifests are where what they ask for is changed, and hold nothing back."""

from __future__ import annotations

from pathlib import Path

from auditor.config import load
from auditor.matrix import load as load_matrix
from auditor.pipeline import Request, audit
from auditor.tree import DirectoryTree
from trees import DAY, MemoryTree

FORMATS = Path(__file__).parent / "formats"
GEMSPEC = 'Gem::Specification.new do |s|\n  s.name = "shop_login"\n  s.add_dependency "omniauth-auth0", "~> 2.0"\nend\n'
GEMFILE_LOCK = """\
PATH
  remote: .
  specs:
    shop_login (0.1.0)
      omniauth-auth0 (~> 2.0)

GEM
  specs:
    omniauth-auth0 (2.6.0)

DEPENDENCIES
  shop_login!
"""


def changes(tree: MemoryTree | DirectoryTree) -> list[tuple[str, str, list[tuple[str, str]], list[tuple[str, str]]]]:
    """Of every finding on a package: rule, severity, the edits (where, new text) and the commands (where, what)."""
    report = audit(Request(tree, (load_matrix("auth0"),), load, DAY))
    return [
        (
            finding.rule,
            finding.severity,
            [(edit.path, edit.new) for edit in finding.upgrade.edits],
            [(command.cwd, command.run) for command in finding.upgrade.commands],
        )
        for finding in report.active()
        if finding.upgrade
    ]


def test_a_gem_is_changed_in_its_gemspec() -> None:
    files = {"Gemfile": "gemspec\n", "shop_login.gemspec": GEMSPEC, "Gemfile.lock": GEMFILE_LOCK}
    assert changes(MemoryTree(files)) == [
        ("MA102", "error", [("shop_login.gemspec", "~> 3.1")], [(".", "bundle lock")])
    ]


def test_a_path_dependency_is_changed_in_its_manifest() -> None:
    ((rule, severity, edits, commands),) = changes(DirectoryTree(str(FORMATS / "poetry_lock" / "path-dependency")))
    assert (rule, severity, [path for path, _ in edits]) == ("MA102", "error", ["libs/login/pyproject.toml"])
    assert commands == [(".", "poetry update --lock auth0-python")]


def test_what_another_package_holds_as_well_is_not_free() -> None:
    """A gem with a path whose gemspec is not in the tree still stands between."""
    tree = DirectoryTree(str(FORMATS / "gemfile_lock" / "engines-of-the-tree"))
    ((rule, _, edits, commands),) = changes(tree)
    assert (rule, edits) == ("MA102", [("engines/login/login.gemspec", "~> 3.1")])
    assert commands == [(".", "bundle lock")]
