"""Turns the YAML files of a matrix into the one value that an audit loads.

The build hook writes it into the wheel; a checkout, and ``--matrix FOLDER``, compile in memory. A tree with a fault is
refused, never half used.
"""

from __future__ import annotations

import json
from typing import Any

from auditor.matrix import FORMAT, MatrixError, normalise
from auditor.matrix_faults import find_faults
from auditor.matrix_lines import line_faults
from auditor.matrix_schema import load_schema, schema_faults
from auditor.matrix_tree import Fault, File, Node, read_tree
from auditor.matrix_types import Client, Fact, Script
from auditor.versions import in_line

Json = dict[str, Any]


def compile_folder(folder: str) -> Json:
    """The compiled form of the matrix in this folder. Raises MatrixError with the first fault found in it."""
    try:
        files, faults = check_folder(folder)
    except OSError as error:
        message = f"{folder}: no matrix there ({error.strerror}); give the folder that holds matrix.yaml"
        raise MatrixError(message) from error
    if faults:
        more = f" (and {len(faults) - 1} more: matrix-audit matrix validate)" if len(faults) > 1 else ""
        raise MatrixError(f"{faults[0]}{more}")
    return compile_files(files)


def check_folder(folder: str) -> tuple[list[File], list[Fault]]:
    """The files of a matrix folder and every fault in them; OSError where there is no such folder."""
    files, faults = read_tree(folder)
    schema = load_schema()
    faults += [fault for file in files for fault in schema_faults(file, schema)]
    faults = faults or find_faults(files)
    if not faults:
        faults = [fault for file in files if file.kind == "product" for fault in line_faults(file)]
    return files, faults


def compile_files(files: list[File]) -> Json:
    """The compiled form of files without faults: plain JSON values, each product a JSON text of its own."""
    dated = _dated([file.root for file in files if file.kind == "releases"])
    products = {file.root.text("id"): _product(file.root, dated) for file in files if file.kind == "product"}
    names: dict[str, dict[str, str]] = {}
    for id_, product in products.items():
        for package in product["packages"]:
            ecosystem = package["ecosystem"]
            for name in [package["name"], *(line["name"] for line in package.get("lines", ()) if "name" in line)]:
                names.setdefault(ecosystem, {})[normalise(ecosystem, name)] = id_
    return {
        "format": FORMAT,
        "meta": _meta(next(file.root for file in files if file.kind == "matrix")),
        "names": names,
        "traps": _traps([trap for file in files if file.kind == "traps" for trap in file.root.each("traps")]),
        "targets": _text(
            [_target(file.root, row) for file in files if file.kind == "targets" for row in file.root.each("rows")]
        ),
        "listings": _text([_row(row) for file in files if file.kind == "listing" for row in file.root.each("rows")]),
        "lifecycle": _text(
            [
                _fields({"kind": file.root.text("kind"), **fact.plain()}, Fact._fields)
                for file in files
                if file.kind == "lifecycle"
                for fact in file.root.each("facts")
            ]
        ),
        "products": {id_: _text(product) for id_, product in products.items()},
    }


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _meta(root: Node) -> Json:
    plain: Json = root.plain()
    origin = plain["source"]
    return {
        "name": plain["name"],
        "title": plain["title"],
        "vendor": plain["vendor"],
        "revision": plain["revision"],
        "checked": plain["checked"],
        "source": f"{origin['repository']} {origin['path']} at {origin['commit']}",
        "page": origin["page"],
        "namespaces": plain.get("namespaces", {}),
        "levels": [list(level.values()) for level in plain["levels"]],
        "rules": {rule["id"]: rule["says"] for rule in plain["rules"]},
        "footnotes": [list(note.values()) for note in plain["footnotes"]],
        "tables": {table["id"]: table["heading"] for table in plain["tables"]},
    }


def _traps(traps: list[Node]) -> Json:
    compiled: Json = {}
    for trap in traps:
        ecosystem, name = trap.text("ecosystem"), trap.text("name")
        fields = [trap.text(key) or None for key in ("ecosystem", "name", "kind", "says", "instead", "source")]
        compiled.setdefault(ecosystem, {})[normalise(ecosystem, name)] = fields
    return compiled


def _row(row: Node) -> list[Any]:
    section, table = row.text("table").split("/")
    start = [row.text(key) for key in ("id", "name", "level", "versions")]
    end = [row.text(key) or None for key in ("footnote", "valid_from", "valid_until")]
    return [*start, section, table, row.text("link") or None, int(row.text("line", "0")), *end]


def _target(root: Node, row: Node) -> list[Any]:
    named = [node.value for node in row.each("named")]
    return [
        _row(row),
        root.text("kind"),
        row.text("surface"),
        row.text("key"),
        row.text("minimum") or None,
        named,
        row.text("api") or None,
    ]


def _dated(roots: list[Node]) -> dict[tuple[str, str], list[str]]:
    """The generated releases of each package, by ecosystem and name."""
    return {
        (package.text("ecosystem"), package.text("name")): [str(node.value) for node in package.each("releases")]
        for root in roots
        for package in root.each("packages")
    }


def _product(root: Node, dated: dict[tuple[str, str], list[str]]) -> Json:
    plain: Json = root.plain()
    for key, found in (("rows", [_row(row) for row in root.each("rows")]), ("guides", _guides(plain))):
        if found:
            plain[key] = found
        else:
            plain.pop(key, None)
    for key, kind in (("cdn", Script), ("telemetry", Client)):
        if key in plain:
            plain[key] = [_fields(entry, kind._fields) for entry in plain[key]]
    plain["packages"] = [
        _package(package, dated.get((package["ecosystem"], package["name"]), [])) for package in plain["packages"]
    ]
    return _endings(plain)


def _fields(plain: Json, names: tuple[str, ...]) -> list[Any]:
    """The values of these keys in order, null where there is none: half the text of a mapping."""
    return [plain.get(name) for name in names]


def _guides(plain: Json) -> list[list[str | None]]:
    return [[guide.get("to"), guide["url"]] for guide in plain.get("guides", ())]


def _package(plain: Json, dated: list[str]) -> Json:
    if "newest_seen" in plain:
        plain["newest_seen"] = _release(plain["newest_seen"] | {"verified": False})
    plain["lines"] = [_line(line, plain["ecosystem"], dated) for line in plain.get("lines", ())]
    return _endings(plain)


def _line(plain: Json, ecosystem: str, dated: list[str]) -> Json:
    own = [release for release in dated if in_line(ecosystem, release.partition(" ")[0], plain["id"])]
    if own:
        plain["releases"] = "\n".join(own)
    for key in ("first", "newest"):
        if key in plain:
            plain[key] = _release(plain[key])
    if "requires" in plain:
        plain["requires_source"] = plain["requires"].pop("source")
    return _endings(plain)


def _release(plain: Json) -> list[Any]:
    return [plain["version"], plain.get("date"), plain.get("verified", True)]


def _endings(plain: Json) -> Json:
    for key in ("ended", "cutoff", "replaced"):
        if key in plain:
            plain[key] = [plain[key].get("date"), plain[key]["says"], plain[key]["source"]]
    if "successor" in plain:
        found = plain["successor"]
        plain["successor"] = [found.get("product"), found.get("packages", {}), found["advice"]]
    return plain
