"""Compares a matrix file with ``schema.json``, and says where in the file each difference stands.

It knows the part of JSON Schema 2020-12 that the schema uses and refuses any other keyword, so that none is passed over
in silence. Unlike a general validator it has the line of every value, and the YAML text: a version that is not quoted
is a fault here though both read alike.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any

from auditor.matrix_tree import Fault, File, Node

HERE = os.path.dirname(os.path.abspath(__file__))
KNOWN = {
    "$ref", "type", "properties", "required", "additionalProperties", "propertyNames", "items", "enum", "pattern",
    "minItems", "minLength", "description",
}  # fmt: skip
TYPES: dict[str, tuple[str, type]] = {"object": ("a mapping", dict), "array": ("a list", list), "string": ("text", str)}
NUMBERISH = re.compile(r"[0-9<>=^~*\[(]|(true|false|null|yes|no|on|off)$", re.IGNORECASE)

Schema = dict[str, Any]
Found = tuple[int, str, str]


def load_schema() -> Schema:
    """The schema of the matrix files: beside the compiled matrix in a wheel, under ``matrix/`` in a checkout."""
    bundled = os.path.join(HERE, "_matrix", "schema.json")
    path = bundled if os.path.isfile(bundled) else os.path.join(os.path.dirname(HERE), "matrix", "schema.json")
    with open(path, encoding="utf-8") as file:
        schema: Schema = json.load(file)
    return schema


def schema_faults(file: File, schema: Schema) -> list[Fault]:
    """Every way in which a file differs from the definition of its kind in ``schema``."""
    return [Fault(file.path, *found) for found in _check(file.root, schema["$defs"][file.kind], schema, "the file")]


def _check(node: Node, rule: Schema, schema: Schema, name: str) -> Iterator[Found]:
    unknown = rule.keys() - KNOWN
    if unknown:
        raise NotImplementedError(f"schema keyword {min(unknown)}")
    if "$ref" in rule:
        rule = schema["$defs"][rule["$ref"].removeprefix("#/$defs/")]
    kind: str = rule["type"]
    if kind in {"boolean", "integer"}:
        yield from _check_bare(node, kind, name)
    elif not isinstance(node.value, TYPES[kind][1]):
        yield node.line, f"{name} is not {TYPES[kind][0]}", f"write {TYPES[kind][0]}, as matrix/README.md shows"
    elif kind == "object":
        yield from _check_mapping(node, rule, schema, name)
    elif kind == "array":
        yield from _check_list(node, rule, schema, name)
    else:
        yield from _check_text(node, rule, name)


def _check_bare(node: Node, kind: str, name: str) -> Iterator[Found]:
    if type(node.plain()).__name__ != {"boolean": "bool", "integer": "int"}[kind]:
        example = "true or false" if kind == "boolean" else "a whole number"
        yield node.line, f"{name} is not {example}", f"write {example} without quotes"


def _check_mapping(node: Node, rule: Schema, schema: Schema, name: str) -> Iterator[Found]:
    properties, rest = rule.get("properties", {}), rule["additionalProperties"]
    for key in rule.get("required", ()):
        if node.get(key) is None:
            yield node.line, f"{name} has no {key}", f"add {key}, as matrix/README.md says"
    for key, value in node.entries().items():
        if "propertyNames" in rule:
            yield from _check(Node(key, value.line, quoted=True), rule["propertyNames"], schema, f"the key {key}")
        if key in properties:
            yield from _check(value, properties[key], schema, key)
        elif rest is False:
            yield value.line, f"{name} has an unknown key {key}", f"remove it; there are: {', '.join(properties)}"
        else:
            yield from _check(value, rest, schema, key)


def _check_list(node: Node, rule: Schema, schema: Schema, name: str) -> Iterator[Found]:
    if len(node.members()) < rule.get("minItems", 0):
        yield node.line, f"{name} is empty", "add an entry, or leave the key out"
    for item in node.members():
        yield from _check(item, rule["items"], schema, f"an entry of {name}")


def _check_text(node: Node, rule: Schema, name: str) -> Iterator[Found]:
    text = str(node.value)
    if not node.quoted and NUMBERISH.match(text):
        yield node.line, f"{name} is not quoted", f'write "{text}", so that it stays text'
    if len(text) < rule.get("minLength", 0):
        yield node.line, f"{name} is empty", "fill it in, or leave the key out"
    if "enum" in rule and text not in rule["enum"]:
        yield node.line, f"{name} is {text}", f"write one of: {', '.join(rule['enum'])}"
    if "pattern" in rule and re.search(rule["pattern"], text) is None:
        yield (
            node.line,
            f"{name} is {text or 'empty'}",
            f"write {rule.get('description') or 'it as ' + rule['pattern']}",
        )
