"""What can be wrong in a matrix that its schema cannot say: names, references and dates across files.

Takes files that the schema has passed; reads nothing and mends nothing. Versions are for ``auditor.matrix_lines``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise

from auditor.days import is_day
from auditor.matrix import earliest_day, latest_day, normalise
from auditor.matrix_tree import Fault, File, Node
from auditor.versions import compare

Place = tuple[File, Node]
ENDINGS = ("replaced", "ended", "cutoff")
COURSE = ("available", "deprecated", "read_only", "end_of_life")
AHEAD = {"valid_from", "valid_until", "read_only", "end_of_life", "private_cloud_end"}
SERVED = {"{X.Y.Z}": "exact", "{X.Y}": "newest-patch", "{X}": "newest-minor", "{range}": "range"}


def find_faults(files: list[File]) -> list[Fault]:
    """Every fault of these files, by file and line."""
    matrix = next(file for file in files if file.kind == "matrix")
    products = [file for file in files if file.kind == "product"]
    found = [
        *_name_faults(files),
        *_row_faults(files, matrix.root),
        *_package_faults(products),
        *_successor_faults(products),
        *_guide_faults(products),
        *_trap_faults(files, products),
        *_script_faults(products),
        *_client_faults(products),
        *_lifecycle_faults(files, products),
        *_release_faults(files, products),
        *_date_faults(files, matrix.root.text("revision")),
    ]
    return sorted(found, key=lambda fault: (fault.path, fault.line))


def package_names(package: Node) -> list[tuple[str, Node]]:
    """The names that a package goes by, as its ecosystem compares them, each with where it is first said."""
    ecosystem = package.text("ecosystem")
    names: dict[str, Node] = {}
    for node in (package, *package.each("lines")):
        if node.text("name"):
            names.setdefault(normalise(ecosystem, node.text("name")), node)
    return list(names.items())


def _rows(files: list[File]) -> Iterator[Place]:
    return ((file, row) for file in files if file.kind != "matrix" for row in file.root.each("rows"))


def _packages(products: list[File]) -> Iterator[Place]:
    return ((file, package) for file in products for package in file.root.each("packages"))


def _name_faults(files: list[File]) -> Iterator[Fault]:
    for file in files:
        stem = os.path.basename(file.path).removesuffix(".yaml")
        if file.kind == "product" and file.root.text("id") != stem:
            yield Fault(file.path, file.root.line, f"the id is not the file's name {stem}", f"write id: {stem}")
    matrix = next(file for file in files if file.kind == "matrix")
    for key in ("levels", "rules", "footnotes", "tables"):
        yield from _twice(
            [(file, node, node.text("id")) for file, node in ((matrix, n) for n in matrix.root.each(key))]
        )


def _twice(entries: list[tuple[File, Node, str]]) -> Iterator[Fault]:
    first: dict[str, Place] = {}
    for file, node, name in entries:
        if name in first:
            other, where = first[name]
            yield Fault(file.path, node.line, f"{name} already stands in {other.path}:{where.line}", "keep one of them")
        else:
            first[name] = (file, node)


def _row_faults(files: list[File], matrix: Node) -> Iterator[Fault]:
    yield from _twice([(file, row, row.text("id")) for file, row in _rows(files)])
    numbered = [(file, row) for file, row in _rows(files) if row.get("line")]
    yield from _twice([(file, row, f"line {row.text('line')} of the page") for file, row in numbered])
    known = {key: [node.text("id") for node in matrix.each(key)] for key in ("levels", "tables", "footnotes")}
    for file, row in _rows(files):
        for key, among in (("level", "levels"), ("table", "tables"), ("footnote", "footnotes")):
            if row.get(key) is not None and row.text(key) not in known[among]:
                remedy = f"use one of matrix.yaml: {', '.join(known[among])}"
                yield Fault(file.path, row.line, f"unknown {key} {row.text(key)}", remedy)
        if not any(row.get(key) for key in ("line", "valid_from", "valid_until")):
            remedy = "add the line that it has on the page, or the days on which it held"
            yield Fault(file.path, row.line, f"row {row.text('id')} has no line", remedy)
        lines = {line.text("id") for package in file.root.each("packages") for line in package.each("lines")}
        if file.kind == "product" and row.text("versions") not in {"latest", "none", *lines}:
            message = f"the row names version {row.text('versions')}, and no package has such a line"
            yield Fault(file.path, row.line, message, "add the line, or correct versions")


def _package_faults(products: list[File]) -> Iterator[Fault]:
    named = [
        (file, node, f"{package.text('ecosystem')}:{name}")
        for file, package in _packages(products)
        for name, node in package_names(package)
    ]
    yield from _twice(named)
    for file, package in _packages(products):
        rows = [row.text("id") for row in file.root.each("rows")]
        for row in package.each("rows"):
            if row.value not in rows:
                yield Fault(
                    file.path,
                    row.line,
                    f"{row.value} is no row of this product",
                    f"use one of: {', '.join(rows) or 'none'}",
                )


def _successor_faults(products: list[File]) -> Iterator[Fault]:
    owner = {
        (package.text("ecosystem"), package.text("name")): (file.root.text("id"), bool(file.root.each("rows")))
        for file, package in _packages(products)
    }
    ids = {file.root.text("id") for file in products}
    for file, holder in [*((file, file.root) for file in products), *_packages(products)]:
        successor = holder.get("successor")
        if successor is None:
            continue
        product = successor.text("product")
        if product and product not in ids:
            yield Fault(file.path, successor.line, f"no product {product}", "name the id of a file under products/")
        packages = successor.get("packages")
        for ecosystem, name in packages.entries().items() if packages else ():
            if owner.get((ecosystem, str(name.value))) != (product, True):
                message = f"{ecosystem}:{name.value} is no listed package of {product or 'any product'}"
                yield Fault(file.path, name.line, message, "name a package of the successor, or leave it out")


def _guide_faults(products: list[File]) -> Iterator[Fault]:
    for file in products:
        lines = {line.text("id") for package in file.root.each("packages") for line in package.each("lines")}
        for guide in file.root.each("guides"):
            if guide.get("to") is not None and guide.text("to") not in lines:
                message = f"the guide leads to line {guide.text('to')}, which no package has"
                yield Fault(file.path, guide.line, message, "add the line, or correct to")


def _trap_faults(files: list[File], products: list[File]) -> Iterator[Fault]:
    known = {
        (package.text("ecosystem"), name) for _, package in _packages(products) for name, _ in package_names(package)
    }
    traps = [(file, trap) for file in files if file.kind == "traps" for trap in file.root.each("traps")]
    yield from _twice([(file, trap, f"{trap.text('ecosystem')}:{trap.text('name')}") for file, trap in traps])
    for file, trap in traps:
        instead = normalise(trap.text("ecosystem"), trap.text("instead"))
        if instead and (trap.text("ecosystem"), instead) not in known:
            yield Fault(file.path, trap.line, f"no package {trap.text('instead')}", "name a package of a product")


def _script_faults(products: list[File]) -> Iterator[Fault]:
    scripts = [(file, script) for file in products for script in file.root.each("cdn")]
    yield from _twice([(file, script, script.text("shape")) for file, script in scripts])
    for file, script in scripts:
        shape, serves = script.text("shape"), script.text("serves")
        places = re.findall(r"[{][^{}]*[}]|[{}]", shape)
        for place in places:
            if place not in SERVED and place != "{file}":
                message = f"unknown placeholder {place} in {shape}"
                yield Fault(file.path, script.line, message, f"use one of: {', '.join([*SERVED, '{file}'])}")
        served = [SERVED[place] for place in places if place in SERVED]
        if (served or [serves]) != [serves] or (not served and serves not in {"newest", "unreleased"}):
            message = f"an address of the shape {shape} does not serve {serves}"
            yield Fault(file.path, script.line, message, "correct serves, or the one placeholder that is a version")
        lines = {line.text("id") for package in file.root.each("packages") for line in package.each("lines")}
        for line in script.each("lines"):
            if line.value not in lines:
                message = f"the script is of line {line.value}, which no package has"
                yield Fault(file.path, line.line, message, "add the line, or correct lines")


def _client_faults(products: list[File]) -> Iterator[Fault]:
    clients = [(file, client) for file in products for client in file.root.each("telemetry")]
    yield from _twice([(file, client, f"the client name {client.text('name')}") for file, client in clients])


def _lifecycle_faults(files: list[File], products: list[File]) -> Iterator[Fault]:
    facts = [(file, fact) for file in files if file.kind == "lifecycle" for fact in file.root.each("facts")]
    # one name for matrix show
    named = [(file, file.root.entries()["id"], file.root.text("id")) for file in products]
    yield from _twice([*named, *((file, fact, fact.text("id")) for file, fact in facts)])
    known = {f"{package.text('ecosystem')}:{package.text('name')}" for _, package in _packages(products)}
    for file, fact in facts:
        dates = [(key, fact.text(key)) for key in COURSE if fact.get(key)]
        for (early, before), (late, after) in pairwise(dates):
            if earliest_day(before) > latest_day(after) and not fact.get("conflict"):
                message = f"{late} {after} is before {early} {before}"
                yield Fault(file.path, fact.line, message, "correct one, or say under conflict what the sources print")
        minimum = fact.get("minimum")
        for name, version in minimum.entries().items() if minimum else ():
            if name not in known:
                yield Fault(file.path, version.line, f"no package {name}", "name a package of a product")


def _release_faults(files: list[File], products: list[File]) -> Iterator[Fault]:
    owner = {
        (package.text("ecosystem"), package.text("name")): file.root.text("id") for file, package in _packages(products)
    }
    dated = [(file, package) for file in files if file.kind == "releases" for package in file.root.each("packages")]
    yield from _twice([(file, node, f"{node.text('ecosystem')}:{node.text('name')}") for file, node in dated])
    for file, package in dated:
        key, product = (package.text("ecosystem"), package.text("name")), file.root.text("product")
        if owner.get(key) != product:
            message = f"{':'.join(key)} is no package of product {product}"
            yield Fault(file.path, package.line, message, "write the file anew with matrix-audit matrix refresh")
        for before, after in pairwise(package.each("releases")):
            versions = [str(node.value).partition(" ")[0] for node in (before, after)]
            if compare(key[0], *versions) not in {-1, None}:
                message = f"{versions[1]} stands after {versions[0]}"
                yield Fault(file.path, after.line, message, "list each release once, the oldest first")


def _date_faults(files: list[File], revision: str) -> Iterator[Fault]:
    for file in files:
        for key, node, told in _dates(file.root):
            date = str(node.value)
            if not is_day(latest_day(date)):
                yield Fault(file.path, node.line, f"{key} {date} is no day of the calendar", "correct it")
            elif told and date > revision[: len(date)]:
                message = f"{key} {date} is after the matrix's revision {revision}"
                yield Fault(file.path, node.line, message, "correct it, or set revision in matrix.yaml to that day")


def _dates(node: Node, key: str = "", *, told: bool = True) -> Iterator[tuple[str, Node, bool]]:
    """Every date under a node with its key; ``told`` is False for an end, which may lie ahead."""
    dated = {"date", "revision", "page", "releases", "commit_date", "page_changed", *COURSE, *AHEAD}
    for name, value in node.entries().items():
        if name in dated and isinstance(value.value, str) and not value.value.startswith("https:"):
            ahead = name in AHEAD or value.value.startswith("<=")
            yield name, value, told and not ahead
        yield from _dates(value, name, told=told and name not in ENDINGS)
    for value in node.members():
        date = value.value.partition(" ")[2] if key == "releases" and isinstance(value.value, str) else ""
        if date:
            yield "date", value._replace(value=date), told and not date.startswith("<=")
        yield from _dates(value, key, told=told)
