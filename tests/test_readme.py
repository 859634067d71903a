"""What the README says is what the program does."""

from __future__ import annotations

import json
import re

import pytest
import tomli

from auditor.config import Settings, Source, load
from readme import README, ROOT, renewed

TEXT = README.read_text("utf-8")


def test_samples_and_tables_are_what_the_program_prints() -> None:
    assert renewed(TEXT) == TEXT, "make readme"


def test_the_configuration_shown_is_valid() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    settings = load([Source("", "pyproject.toml", example.encode())]).root()
    assert settings.severity == {"MA103": "note"}
    assert settings.ignore[0].until == "2027-03-31"


def test_every_key_is_explained_with_its_default() -> None:
    schema = json.loads((ROOT / "auditor/schemas/configuration.schema.json").read_text("utf-8"))
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.+?) \|", TEXT, re.MULTILINE))
    assert set(schema["properties"]) <= set(rows)
    settings = Settings()._asdict()
    for key, default in rows.items():
        if default.startswith("`"):
            expected = settings[key.replace("-", "_")]
            expected = list(expected) if isinstance(expected, tuple) else expected
            assert tomli.loads(f"value = {default.strip('`')}")["value"] == expected, key


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT))
def test_links_into_the_repository_lead_somewhere(path: str) -> None:
    assert (ROOT / path).exists()
