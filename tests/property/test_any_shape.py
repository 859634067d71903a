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
Route = tuple[str | int, ...]

OTHERS: tuple[Any, ...] = ("", "x", [], ["x"], [[]], [{}], {}, {"x": "1"}, {"x": {}}, {"": ""})
OF_JSON = (*OTHERS, None, 1, True)
OF_TOML = (*OTHERS, 1, True)


def cases() -> Iterator[tuple[str, Path]]:
    """The files of every format's ordinary cases: path in the tree, and on disk."""
    known = claims()
    for folder in sorted(FORMATS.glob("*/ordinary")):
        for path in sorted(folder.rglob("*")):
            inside = str(path.relative_to(folder))
            if path.is_file() and any(known.of(inside, path.name)):
                yield inside, path


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


def parsed(path: Path) -> tuple[Any, tuple[Any, ...], Callable[[Any], bytes]] | None:
    """The tree of a JSON or YAML file, what may stand in it, and how it is written."""
    data = path.read_bytes()
    if data.lstrip()[:1] == b"{":
        try:
            return json.loads(data), OF_JSON, lambda tree: json.dumps(tree).encode()
        except ValueError:
            return None
    if path.suffix in {".yaml", ".yml"} or path.name == "Podfile.lock" or b"__metadata:" in data:
        return yaml.load(data, yaml.BaseLoader), OTHERS, lambda tree: yaml.dump(tree, sort_keys=False).encode()  # noqa: S506
    return None


@pytest.mark.parametrize(
    ("inside", "path"),
    [pytest.param(*case, id=str(case[1].relative_to(FORMATS))) for case in cases() if parsed(case[1])],
)
def test_any_value_may_stand_in_any_place_of_json_and_yaml(inside: str, path: Path) -> None:
    tree, values, dump = parsed(path) or pytest.fail("no tree")
    for route in routes(tree):
        for value in values:
            listed(inside, dump(changed(tree, route, value)))


@pytest.mark.parametrize(
    ("inside", "path"),
    [
        pytest.param(*case, id=str(case[1].relative_to(FORMATS)))
        for case in cases()
        if case[1].suffix in {".toml", ".lock"}
    ],
)
def test_any_value_may_stand_in_any_place_of_toml(inside: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = path.read_bytes()
    try:
        tree = toml.read(data.decode())
    except ReadError:
        return  # another format of that name
    for route in routes(tree):
        for value in OF_TOML:
            other = changed(tree, route, value)
            monkeypatch.setattr(toml, "read", lambda _text, other=other: other)
            listed(inside, data)


def listed(path: str, data: bytes) -> None:
    """What a file holds, in both forms of the inventory; what is wrong with it is a gap of the reading."""
    reading = read(Request(MemoryTree({path: data}), (), lambda _: Configuration(), ""))
    assert json.loads(inventory.as_json(reading))["inputs"][0]["path"] == path
    assert json.loads(as_cyclonedx(reading))["bomFormat"] == "CycloneDX"
