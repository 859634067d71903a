"""The reference for pypi: ``packaging``, and for the terms that it refuses Poetry's own parser.

Poetry's parser also takes what its documentation does not have (``~=1``, ``!=1.0b7.*``); those are no ranges here.

    python -m venv FOLDER && FOLDER/bin/pip install packaging poetry-core
    python tests/oracles/tables.py pypi FOLDER/bin/python tests/oracles/pypi.py
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import version

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version
from poetry.core.constraints.version import Version as PoetryVersion  # type: ignore[import-not-found]
from poetry.core.constraints.version import parse_constraint
from poetry.core.constraints.version.exceptions import ParseConstraintError  # type: ignore[import-not-found]


def compare(a: str, b: str) -> int | None:
    try:
        first, second = Version(a), Version(b)
    except InvalidVersion:
        return None
    return (first > second) - (first < second)


DOCUMENTED = re.compile(r"\*|=?\d+(?:\.\d+)*\.\*|[\^~=]? *v?\d+[\w.!-]*", re.ASCII)


def term(text: str, requirement: str) -> bool | None:
    try:
        return SpecifierSet(requirement).contains(text, prereleases=True) if requirement.strip() else None
    except InvalidSpecifier:
        pass
    try:
        known = DOCUMENTED.fullmatch(requirement.strip())
        return parse_constraint(requirement).allows(PoetryVersion.parse(text)) if known else None
    except (ParseConstraintError, ValueError):
        return None


def satisfies(text: str, requirement: str) -> bool | None:
    try:
        Version(text)
    except InvalidVersion:
        return None
    try:
        return SpecifierSet(requirement).contains(text, prereleases=True)
    except InvalidSpecifier:
        pass
    found = [[term(text, part) for part in group.split(",")] for group in re.split(r"\|\|?", requirement)]
    return None if any(None in group for group in found) else any(all(group) for group in found)


sys.stdout.write(
    f"packaging {version('packaging')}, and poetry-core {version('poetry-core')} for the terms it refuses\n"
)
for line in sys.stdin:
    kind, one, other = json.loads(line)
    sys.stdout.write(json.dumps((compare if kind == "compare" else satisfies)(one, other)) + "\n")
