"""Workspace globs: what npm's own matcher takes in is taken in here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.globs import MAX_LENGTH, any_match, match


@pytest.mark.parametrize(
    ("glob", "folder", "expected"),
    [
        ("packages/*", "packages/web", True),
        ("./packages/*", "packages/web", True),
        ("packages/*/", "packages/web", True),
        ("packages/*", "packages/web/inner", False),
        ("packages/*", "packages", False),
        ("packages/**", "packages/web/inner", True),
        ("packages/**", "packages", True),
        ("packages/**/web", "packages/web", True),
        ("packages/**/web", "packages/a/b/web", True),
        ("packages/**/web", "packages/a/cobweb", False),
        ("**", "a/b", True),
        ("**/web", "web", True),
        ("**/web", "a/b/web", True),
        ("a**", "a/b", True),
        ("web", "web", True),
        ("web", "webs", False),
        ("w?b", "web", True),
        ("w?b", "w/b", False),
        ("{apps,packages}/*", "apps/web", True),
        ("{apps,packages}/*", "libs/web", False),
        ("a,b", "a,b", True),
        ("{a", "{a", True),
        ("}a{", "}a{", True),
        ("{a,b},c", "a,c", True),
        ("{a,b},c", "c", False),
        ("{a,{b,c}}", "c", True),
        ("a.b", "axb", False),
        ("a+(b)", "a+(b)", True),
        ("x" * (MAX_LENGTH + 1), "x" * (MAX_LENGTH + 1), False),
        ("*" * 9, "a", False),
    ],
)
def test_a_glob_takes_in_a_folder(glob: str, folder: str, expected: bool) -> None:
    assert match(glob, folder) is expected


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        (["packages/*"], True),
        (["packages/*", "!packages/web"], False),
        (["!packages/web", "packages/*"], True),
        (["packages/*", "!packages/web", "packages/web"], True),
        ([], False),
    ],
)
def test_the_last_glob_that_speaks_of_a_folder_decides(globs: list[str], expected: bool) -> None:
    assert any_match(globs, "packages/web") is expected


@given(st.text(st.sampled_from("ab/*?{},.!+()[]\\"), max_size=30), st.text(st.sampled_from("ab/"), max_size=30))
def test_any_text_is_a_glob(glob: str, folder: str) -> None:
    assert match(glob, folder) in {True, False}


@given(st.lists(st.text(st.sampled_from("abc.-"), min_size=1, max_size=5), min_size=1, max_size=4).map("/".join))
def test_a_plain_path_takes_in_itself_alone(path: str) -> None:
    if not path.startswith("./"):
        assert match(path, path)
    assert not match(path, f"{path}/more")
