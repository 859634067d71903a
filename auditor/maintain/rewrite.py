"""Changes facts inside a matrix file by ranges of its text: comments, order and whatever is not changed stay byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

Release = tuple[str, str | None]


class Edit(NamedTuple):
    """``text`` in place of what stands from ``start`` to ``end`` (offsets of characters)."""

    start: int
    end: int
    text: str


class Package(NamedTuple):
    """What a package's entry is to say: lines by id with their first and newest release, the current line, evidence.

    None in place of a release leaves the one that stands there.
    ``evidence`` is a sentence; one that begins with ``about`` is replaced by it. ``seen`` False drops ``newest_seen``.
    """

    lines: Mapping[str, tuple[Release | None, Release | None]]
    current: str | None
    evidence: str
    about: str
    seen: bool = True


def rewritten(text: str, number: int, wanted: Package) -> str:
    """The text of a product's file with its ``number``-th package brought up to what is wanted."""
    package = _get(_get(_tree(text), "packages"), number)
    edits: list[Edit] = []
    nodes = {_get(line, "id").value: line for line in _get(package, "lines").value}
    for id_, (first, newest) in wanted.lines.items():
        if id_ in nodes:
            edits += _line_edits(nodes[id_], first, newest)
    edits += _new_lines(text, list(nodes.values()), {k: v for k, v in wanted.lines.items() if k not in nodes})
    if wanted.current is not None and _get(package, "current").value != wanted.current:
        edits.append(_scalar(_get(package, "current"), wanted.current))
    if not wanted.seen and (key := _key(package, "newest_seen")) is not None:
        start = text.rindex("\n", 0, key.start_mark.index) + 1
        edits.append(Edit(start, _line_end(text, _last(_get(package, "newest_seen"))), ""))
    changed = applied(text, edits)
    return _with_evidence(changed, number, wanted) if edits else text


def set_scalar(text: str, path: tuple[str | int, ...], value: str) -> str:
    """The text with the scalar under a path of keys set to ``value``, in double quotes."""
    node = _tree(text)
    for step in path:
        node = _get(node, step)
    return text if node.value == value else applied(text, [_scalar(node, value)])


def set_number(text: str, path: tuple[str | int, ...], value: int) -> str:
    """The text with the bare whole number under a path of keys set to ``value``."""
    node = _tree(text)
    for step in path:
        node = _get(node, step)
    return applied(text, [Edit(node.start_mark.index, node.end_mark.index, str(value))])


def applied(text: str, edits: list[Edit]) -> str:
    """The text after edits that do not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def flow(release: Release, *, doubtful: bool = False) -> str:
    """A release as a matrix file writes it."""
    version, date = release
    said = f', date: "{date}"' if date else ""
    return f'{{version: "{version}"{said}{", verified: false" if doubtful else ""}}}'


def _tree(text: str) -> Any:
    # Not the C parser: its offsets are not documented to count characters.
    return yaml.compose(text, Loader=yaml.BaseLoader)


def _get(node: Any, key: str | int) -> Any:
    if isinstance(key, int):
        return node.value[key]
    return next(value for name, value in node.value if name.value == key)


def _key(node: Any, key: str) -> Any:
    return next((name for name, _ in node.value if name.value == key), None)


def _last(node: Any) -> Any:
    """The last scalar under a node: a block's own end lies behind the comments that follow it."""
    while not isinstance(node, yaml.ScalarNode) and not node.flow_style:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return node


def _line_end(text: str, node: Any) -> int:
    """The offset behind the line that a node ends on."""
    end = text.find("\n", node.end_mark.index)
    return len(text) if end < 0 else end + 1


def _scalar(node: Any, value: str) -> Edit:
    return Edit(node.start_mark.index, node.end_mark.index, f'"{value}"')


def _line_edits(line: Any, first: Release | None, newest: Release | None) -> list[Edit]:
    edits = []
    for key, release in (("first", first), ("newest", newest)):
        node = next((value for name, value in line.value if name.value == key), None)
        if node is None or release is None or not node.flow_style:
            continue
        facts = {name.value: value.value for name, value in node.value}
        # A first that may not be the first stays so, whatever is known of its date.
        doubtful = key == "first" and facts.get("verified") == "false"
        if (facts["version"], facts.get("date")) != release or (facts.get("verified") == "false" and not doubtful):
            edits.append(Edit(node.start_mark.index, node.end_mark.index, flow(release, doubtful=doubtful)))
    return edits


def _new_lines(text: str, nodes: list[Any], lines: Mapping[str, Any]) -> list[Edit]:
    """New lines behind the last one, indented as it is."""
    if not lines:
        return []
    indent = " " * (nodes[-1].start_mark.column - 2)
    added = "".join(
        f'{indent}- id: "{id_}"\n{indent}  first: {flow(first or newest)}\n{indent}  newest: {flow(newest)}\n'
        for id_, (first, newest) in lines.items()
    )
    at = _line_end(text, _last(nodes[-1]))
    return [Edit(at, at, added)]


def _with_evidence(text: str, number: int, wanted: Package) -> str:
    entries = _get(_get(_get(_tree(text), "packages"), number), "evidence")
    same = next((entry for entry in entries.value if entry.value.startswith(f"{wanted.about},")), None)
    if same is not None:
        said = f'"{wanted.evidence}"' if entries.flow_style or same.style else wanted.evidence
        return applied(text, [Edit(same.start_mark.index, same.end_mark.index, said)])
    if entries.flow_style:
        at = entries.value[-1].end_mark.index
        return applied(text, [Edit(at, at, f', "{wanted.evidence}"')])
    at = _line_end(text, _last(entries))
    return applied(text, [Edit(at, at, f"{' ' * entries.start_mark.column}- {wanted.evidence}\n")])
