"""Reads the YAML files of a matrix into values that remember where they stand.

Scalars stay the text that was written: ``1.10`` is a version, not a number. Nothing is judged here but the YAML itself;
``auditor.matrix_schema`` and ``auditor.matrix_faults`` say what the values may be.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

DEPTH = 40
FOLDERS = {
    "products": "product",
    "targets": "targets",
    "listings": "listing",
    "releases": "releases",
    "lifecycle": "lifecycle",
}
FILES = {"matrix.yaml": "matrix", "traps.yaml": "traps"}


class Fault(NamedTuple):
    """Something wrong in a matrix: the file, the 1-based line, what is wrong, and what to do about it."""

    path: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}; {self.remedy}"


class Node(NamedTuple):
    """A YAML value with its 1-based line. ``value`` is text, a list of nodes or a mapping of text to node."""

    value: str | list[Node] | dict[str, Node]
    line: int
    quoted: bool = False

    def entries(self) -> dict[str, Node]:
        """The keys and values of a mapping; none of anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def members(self) -> list[Node]:
        """The entries of a list; none of anything else."""
        return self.value if isinstance(self.value, list) else []

    def get(self, key: str) -> Node | None:
        """The node under this key of a mapping, or None."""
        return self.entries().get(key)

    def each(self, key: str) -> list[Node]:
        """The nodes of the list under this key of a mapping; none where there is no such list."""
        found = self.get(key)
        return [] if found is None else found.members()

    def text(self, key: str, default: str = "") -> str:
        """The text under this key of a mapping, or the default."""
        found = self.get(key)
        return found.value if found is not None and isinstance(found.value, str) else default

    def plain(self) -> Any:
        """The value without positions; bare ``true``, ``false`` and whole numbers become what they say."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        if self.quoted:
            return self.value
        if self.value in {"true", "false"}:
            return self.value == "true"
        return int(self.value) if re.fullmatch(r"[0-9]{1,9}", self.value) else self.value


class File(NamedTuple):
    """One file of a matrix: its path, what kind of file it is (a name in the schema), and its root."""

    path: str
    kind: str
    root: Node


class _UnreadableError(Exception):
    """Carries the fault that ends the reading of a file."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.fault = (line, message, remedy)


def read_tree(folder: str) -> tuple[list[File], list[Fault]]:
    """Every YAML file of a matrix folder in sorted order, and a fault for each that is not one or cannot be read."""
    files: list[File] = []
    faults: list[Fault] = []
    for path, kind in _paths(folder):
        if kind is None:
            faults.append(
                Fault(path, 1, "not a file of a matrix", "move it out, or see matrix/README.md for the layout")
            )
            continue
        file, fault = read_file(path, kind)
        files += [file] if file else []
        faults += [fault] if fault else []
    faults += [
        Fault(os.path.join(folder, name), 1, "this file is missing", "write it, as matrix/README.md says")
        for name, kind in FILES.items()
        if name == "matrix.yaml" and not any(file.kind == kind for file in files) and not faults
    ]
    return files, faults


def read_file(path: str, kind: str) -> tuple[File | None, Fault | None]:
    """One file of a matrix, or the fault that ended its reading."""
    try:
        return File(path, kind, _read(path)), None
    except _UnreadableError as bad:
        return None, Fault(path, *bad.fault)


def _paths(folder: str) -> Iterator[tuple[str, str | None]]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if not entry.is_dir():
            yield entry.path, FILES.get(entry.name)
        else:
            kind = FOLDERS.get(entry.name)
            for name in sorted(os.listdir(entry.path)):
                yield os.path.join(entry.path, name), kind if name.endswith(".yaml") else None


def _read(path: str) -> Node:
    import yaml

    try:
        with open(path, encoding="utf-8", newline="") as file:
            events = yaml.parse(file.read(), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
            return _document(events)
    except OSError as error:
        raise _UnreadableError(1, f"cannot be read ({error.strerror})", "make it a readable file") from error
    except UnicodeDecodeError as error:
        raise _UnreadableError(1, f"is not UTF-8 (byte {error.start})", "save it as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        raise _UnreadableError(_line(error), f"is not YAML: {error.problem}", "correct the syntax") from error
    except yaml.YAMLError as error:
        raise _UnreadableError(1, "is not YAML: it holds a character that YAML does not allow", "remove it") from error


def _line(error: Any) -> int:
    return 1 if error.problem_mark is None else int(error.problem_mark.line) + 1


def _document(events: Iterator[Any]) -> Node:
    import yaml

    root: Node | None = None
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            if root is not None:
                raise _UnreadableError(line, "a second document begins", "keep one document a file")
            root = _node(next(events), events, DEPTH)
    if root is None:
        raise _UnreadableError(1, "the file is empty", "write it, as matrix/README.md says")
    return root


def _node(event: Any, events: Iterator[Any], depth: int) -> Node:
    import yaml

    line = event.start_mark.line + 1
    if event.anchor or depth == 0:
        remedy = "write the values out, as matrix/README.md says"
        raise _UnreadableError(line, "an anchor, an alias or too deep a nesting", remedy)
    if isinstance(event, yaml.ScalarEvent):
        return Node(event.value, line, quoted=bool(event.style))
    if isinstance(event, yaml.SequenceStartEvent):
        listed: list[Node] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            listed.append(_node(item, events, depth - 1))
        return Node(listed, line)
    mapping: dict[str, Node] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        name = _node(key, events, depth - 1)
        if not isinstance(name.value, str) or name.value in mapping:
            raise _UnreadableError(
                name.line, f"the key {name.value} is not a name, or stands twice", "keep one of them"
            )
        mapping[name.value] = _node(next(events), events, depth - 1)
    return Node(mapping, line)
