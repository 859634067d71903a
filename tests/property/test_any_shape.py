"""A value of any other kind in any place of a project's file: read, reported or refused, never a traceback."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor import inventory
from auditor.bill import as_cyclonedx
from auditor.config import Configuration
from auditor.pipeline import Request, read
from auditor.readers import toml
from auditor.scanners import claims
from auditor.source import ReadError
from trees import MemoryTree

FORMATS = Path(__file__).parent.parent / "formats"
LARGE = 3_000
Route = tuple[str | int, ...]

OTHERS: tuple[Any, ...] = ("", "x", [], ["x"], [[]], [{}], {}, {"x": "1"}, {"x": {}}, {"": ""})
OF_JSON = (*OTHERS, None, 1, True)
OF_TOML = (*OTHERS, 1, True)


Write = Callable[[Any], bytes]


def cases() -> Iterator[Any]:
    """Of each scanner the largest file in JSON or YAML and in TOML among its cases: path in the tree, and on disk."""
    known = claims()
    files: dict[tuple[str, bool], tuple[str, Path]] = {}
    for path in sorted(FORMATS.glob("*/*/**/*"), key=lambda path: path.stat().st_size):
        inside = "/".join(path.relative_to(FORMATS).parts[2:])
        for scanner in known.of(inside, path.name) if path.is_file() else ():
            written = parsed(path)
            if written and written[0] and path.stat().st_size < LARGE:
                files[scanner, written[2] is None] = inside, path
    for (scanner, is_toml), case in sorted(files.items()):
        yield pytest.param(*case, id=f"{scanner} {'toml' if is_toml else 'tree'}")


def routes(value: Any, route: Route = ()) -> Iterator[Route]:
    if route:
        yield route
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from routes(item, (*route, key))


def changed(tree: Any, route: Route, value: Any) -> Any:
    tree = holder = copy.deepcopy(tree)
    for key in route[:-1]:
        holder = holder[key]
    holder[route[-1]] = value
    return tree


def parsed(path: Path) -> tuple[Any, tuple[Any, ...], Write | None] | None:
    """The tree of a file in JSON, YAML or TOML, what may stand in it, and how it is written, which nothing here does for TOML."""
    data = path.read_bytes()
    try:
        if path.suffix in {".yaml", ".yml"} or path.name == "Podfile.lock" or b"__metadata:" in data:
            loaded = list(yaml.load_all(data, yaml.BaseLoader))
            return (loaded[0], OTHERS, lambda tree: yaml.dump(tree, sort_keys=False).encode()) if loaded else None
        if data.lstrip()[:1] == b"{":
            return json.loads(data), OF_JSON, lambda tree: json.dumps(tree).encode()
        if path.suffix in {".toml", ".lock"} or path.name == "Pipfile":
            return toml.read(data.decode()), OF_TOML, None
    except (ValueError, yaml.YAMLError, ReadError):
        return None
    return None


@pytest.mark.parametrize(("inside", "path"), list(cases()))
def test_any_value_may_stand_in_any_place(inside: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree, values, dump = parsed(path) or pytest.fail("no tree")
    for route in routes(tree):
        for value in values:
            other = changed(tree, route, value)
            if dump:
                listed(inside, dump(other))
            else:
                monkeypatch.setattr(toml, "read", lambda _text, other=other: other)
                listed(inside, path.read_bytes())


def listed(path: str, data: bytes) -> None:
    """What a file holds, in both forms of the inventory; what is wrong with it is a gap of the reading."""
    reading = read(Request(MemoryTree({path: data}), (), lambda _: Configuration(), ""))
    assert json.loads(inventory.as_json(reading))["inputs"][0]["path"] == path
    assert json.loads(as_cyclonedx(reading))["bomFormat"] == "CycloneDX"
