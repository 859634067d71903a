"""What changed from one matrix, or one version of its page, to another; as Markdown for people and JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from auditor.maintain.page import PageRow, of_matrix
from auditor.matrix import Ending, Line, Matrix, Package, Release

SCHEMA = "matrix-audit/matrix-diff/1"
HEADINGS = {"row": "Rows of the page", "product": "Products", "package": "Packages", "line": "Release lines", "trap": "Names",
            "level": "Levels", "verdict": "Verdicts"}  # fmt: skip


class Change(NamedTuple):
    """One difference: the kind of thing, its name, what of it (``""`` for the thing itself), before and after."""

    kind: str
    name: str
    what: str
    before: str | None
    after: str | None


def of_pages(old: Sequence[PageRow], new: Sequence[PageRow]) -> list[Change]:
    """Rows added, removed and changed; a row is the same one under the same name and nearest heading."""
    before, after = ({(row.heading.rpartition(" > ")[2], row.name): row for row in rows} for rows in (old, new))
    changes: list[Change] = []
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        name = f"{key[0]}: {key[1]}"
        if one is None or other is None:
            changes.append(Change("row", name, "", one and one.level, other and other.level))
            continue
        for what in ("level", "link"):
            values = getattr(one, what), getattr(other, what)
            if values[0] != values[1]:
                changes.append(Change("row", name, what, *values))
        if bool(one.note) != bool(other.note):
            changes.append(Change("row", name, "footnote", one.note, other.note))
    return changes


def of_matrices(old: Matrix, new: Matrix) -> list[Change]:
    """Every difference of facts, in the order rows, levels, products, packages, lines, names."""
    changes = of_pages(of_matrix(old), of_matrix(new))
    changes += _things("level", *({level.label: _promises(level) for level in m.levels.values()} for m in (old, new)))
    changes += _things("product", *({id_: m.product(id_).name for id_ in m.product_ids()} for m in (old, new)))
    before, after = _packages(old), _packages(new)
    for name in dict.fromkeys([*before, *after]):
        changes += _package(name, before.get(name), after.get(name))
    changes += _things("trap", *({f"{t.ecosystem}:{t.name}": t.kind for t in m.traps()} for m in (old, new)))
    return changes


def _promises(level: Any) -> str:
    kept = [word for word in ("support", "fixes", "features") if getattr(level, word)]
    return ", ".join(kept) or "nothing"


def _things(kind: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    return [
        Change(kind, name, "", before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]


def _packages(matrix: Matrix) -> dict[str, Package]:
    return {
        f"{package.ecosystem}:{package.name}": package
        for id_ in matrix.product_ids()
        for package in matrix.product(id_).packages
    }


def _package(name: str, old: Package | None, new: Package | None) -> Iterator[Change]:
    if old is None or new is None:
        there = old or new
        newest = _release(there.latest) if there else None
        yield Change("package", name, "", (newest or "-") if old else None, (newest or "-") if new else None)
        return
    for what, before, after in (
        ("newest", _release(old.latest), _release(new.latest)),
        ("current line", old.current, new.current),
        ("newest seen", _release(old.newest_seen), _release(new.newest_seen)),
        ("replaced", _ending(old.replaced), _ending(new.replaced)),
        ("successor", old.successor and old.successor.advice, new.successor and new.successor.advice),
    ):
        if before != after:
            yield Change("package", name, what, before, after)
    lines = [{line.id: line for line in package.lines} for package in (old, new)]
    for id_ in dict.fromkeys([*lines[0], *lines[1]]):
        yield from _line(f"{name} {id_}", lines[0].get(id_), lines[1].get(id_))


def _line(name: str, old: Line | None, new: Line | None) -> Iterator[Change]:
    if old is None or new is None:
        yield Change("line", name, "", old and (_release(old.newest) or "-"), new and (_release(new.newest) or "-"))
        return
    for what, before, after in (
        ("first", _release(old.first), _release(new.first)),
        ("newest", _release(old.newest), _release(new.newest)),
        ("end", _ending(old.ended), _ending(new.ended)),
        ("cut-off", _ending(old.cutoff), _ending(new.cutoff)),
        ("needs", _needs(old), _needs(new)),
    ):
        if before != after:
            yield Change("line", name, what, before, after)


def _release(release: Release | None) -> str | None:
    if release is None:
        return None
    date = f" ({release.date})" if release.date else ""
    return f"{release.version}{date}{'' if release.verified else ', not confirmed'}"


def _ending(ending: Ending | None) -> str | None:
    return ending and f"{ending.date or 'no date'}: {ending.says}"


def _needs(line: Line) -> str | None:
    return "; ".join(f"{name} {text}" for names in line.requires.values() for name, text in names.items()) or None


# Words


def markdown(old: str, new: str, changes: Sequence[Change]) -> str:
    """The changes as Markdown: a heading and a table for each kind."""
    parts = [f"# From {_escaped(old)} to {_escaped(new)}\n"]
    if not changes:
        parts.append("\nNothing changed.\n")
    for kind, heading in HEADINGS.items():
        found = [change for change in changes if change.kind == kind]
        if found:
            parts.append(f"\n## {heading} ({len(found)})\n\n| what | before | after |\n| --- | --- | --- |\n")
            parts += [_row(change) for change in found]
    return "".join(parts)


def _row(change: Change) -> str:
    name = f"{change.name}, {change.what}" if change.what else change.name
    cells = (name, change.before or "-", change.after or "-")
    return f"| {' | '.join(map(_escaped, cells))} |\n"


def _escaped(text: str) -> str:
    from auditor.escape import visible

    shown = visible(text).replace("\\", "\\\\")
    for character in "|<>*_`[]":
        shown = shown.replace(character, f"\\{character}")
    return shown


def as_json(old: Mapping[str, str | None], new: Mapping[str, str | None], changes: Iterable[Change]) -> str:
    """The changes as JSON; ``before`` is null for what is new, ``after`` for what is gone."""
    value = {
        "schema": SCHEMA,
        "old": old,
        "new": new,
        "changes": [dict(zip(Change._fields, c, strict=True)) for c in changes],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
