"""Package URLs, by the examples and rules of the specification."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.purl import purl


@pytest.mark.parametrize(
    ("ecosystem", "name", "version", "expected"),
    [
        ("npm", "foobar", "12.3.1", "pkg:npm/foobar@12.3.1"),
        ("npm", "@angular/animation", "12.3.1", "pkg:npm/%40angular/animation@12.3.1"),
        ("npm", "@acme/sdk", None, "pkg:npm/%40acme/sdk"),
        ("maven", "org.apache.commons:io", "1.3.4", "pkg:maven/org.apache.commons/io@1.3.4"),
        ("pypi", "Django_package", "1.11.1.dev1", "pkg:pypi/django-package@1.11.1.dev1"),
        ("composer", "Laravel/Laravel", "5.5.0", "pkg:composer/laravel/laravel@5.5.0"),
        ("golang", "github.com/acme/sdk/v2", "v2.1.0", "pkg:golang/github.com/acme/sdk/v2@v2.1.0"),
        ("swift", "github.com/Acme/Sdk.swift", "1.0.0", "pkg:swift/github.com/Acme/Sdk.swift@1.0.0"),
        ("gem", "a b", "1+2", "pkg:gem/a%20b@1%2B2"),
        ("npm", "a:b", "1:0", "pkg:npm/a:b@1:0"),
        ("npm", "\ud800", None, "pkg:npm/%3F"),
        ("terraform", "acme/acme", "1.0.0", None),
        ("wordpress", "acme", "1.0.0", None),
        ("browser", "chrome", "120", None),
    ],
)
def test_a_package_url_is_written_as_the_specification_asks(
    ecosystem: str, name: str, version: str | None, expected: str | None
) -> None:
    assert purl(ecosystem, name, version) == expected


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
)
def test_any_name_and_version_can_be_read_back(name: str, version: str) -> None:
    written = purl("npm", name, version)
    assert written is not None
    path, _, tail = written.removeprefix("pkg:npm/").rpartition("@")
    assert (unquote(path), unquote(tail)) == (name, version)
    assert written.isascii()
    assert not set(path) & set("@?# \t\n")
