"""Terraform and OpenTofu configuration: the providers that ``required_providers`` asks for, and the local modules used.

Format: Terraform's documentation of provider requirements, in HCL (``*.tf``, ``*.tofu``) and JSON. Of a provider
without a source Terraform takes ``hashicorp/<name>``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor import versions
from auditor.model import Gap, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners._hcl import Block, Value, fields, read
from auditor.scanners.terraform_lock import name_of
from auditor.source import Document, ReadError, position, refuse_conflict

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("*.tf", "*.tofu", "*.tf.json", "*.tofu.json")
LOCKFILES = ()

At = int | tuple[str | int, ...]
_WORDS = ("required_providers", "provider", "module")


def scan(document: Document) -> Scan:
    """The provider requirements of one file, and the folders of the modules that it calls."""
    gaps: list[Gap] = []
    if document.name.endswith(".json"):
        requirements, sources = _of_json(document)
    elif any(word in document.text for word in _WORDS):
        requirements, sources = _of_blocks(document, read(document), gaps)
    else:
        # Most files hold resources alone, and are not taken apart for nothing.
        refuse_conflict(document.text)
        requirements, sources = [], []
    local = [source for source in sources if source.startswith(("./", "../"))]
    return Scan(
        path=document.path,
        kind="manifest",
        format="Terraform",
        ecosystem="terraform",
        requirements=tuple(requirements),
        workspaces=tuple(dict.fromkeys(source.removeprefix("./").rstrip("/") for source in local)),
        manager="tofu" if ".tofu" in document.name else "terraform",
        gaps=tuple(gaps),
    )


def _of_blocks(document: Document, root: Block, gaps: list[Gap]) -> tuple[list[Requirement], list[str]]:
    requirements: list[Requirement] = []
    sources: list[str] = []
    named: set[str] = set()
    for block in root.blocks:
        if block.kind == "module" and (source := block.attributes.get("source")):
            sources.append(source.text or "")
        for inner in block.blocks if block.kind == "terraform" else ():
            if inner.kind == "required_providers":
                named.update(inner.attributes)
                found = [_of_value(document, name, value, gaps) for name, value in inner.attributes.items()]
                requirements += [asked for asked in found if asked]
    for block in root.blocks:
        # Before Terraform 0.13 the version stood in the provider's own block.
        if block.kind == "provider" and len(block.labels) == 1 and block.labels[0] not in named:
            version = block.attributes.get("version")
            if version and version.text:
                requirements.append(_requirement(block.labels[0], version.text, (version.start, version.end)))
    return requirements, sources


def _of_value(document: Document, local: str, value: Value, gaps: list[Gap]) -> Requirement | None:
    """One entry of required_providers: an object with source and version, or (before 0.13) just the constraint."""
    place = position(document.text, value.start)[0]
    if value.text is not None:
        return _requirement(local, value.text, (value.start, value.end))
    said = fields(value)
    source, version = (said or {}).get("source"), (said or {}).get("version")
    if said is None or (source and source.text is None):
        reason = f'has a provider requirement "{local}" that is computed'
        gaps.append(Gap(document.path, reason, False, place, may_hide=True, remedy="Terraform refuses it as well"))
        return None
    address = source.text if source and source.text else local
    if version is None or version.text is None:
        return _requirement(address, "", place)
    return _requirement(address, version.text, (version.start, version.end))


def _requirement(address: str, wanted: str, at: At) -> Requirement:
    bare = wanted.strip().removeprefix("=").strip()
    exact = bare if versions.release("terraform", bare) is not None and bare.count(".") == 2 else None
    return Requirement("terraform", name_of(address), wanted, at, range=wanted.strip() or ">= 0", version=exact)


def _of_json(document: Document) -> tuple[list[Requirement], list[str]]:
    tree = document.json()
    if not isinstance(tree, dict):
        raise ReadError("is not a JSON object", remedy="a configuration in JSON starts with {")
    requirements = []
    for route, table in _tables(tree.get("terraform"), ("terraform",)):
        for inner, providers in _tables(table.get("required_providers"), (*route, "required_providers")):
            for name, value in providers.items():
                said = value if isinstance(value, dict) else {"version": value}
                version, source = said.get("version"), said.get("source")
                at = (*inner, name, "version") if isinstance(value, dict) and "version" in value else (*inner, name)
                address = source if isinstance(source, str) else name
                requirements.append(_requirement(address, version if isinstance(version, str) else "", at))
    sources = [
        module["source"]
        for _, modules in _tables(tree.get("module"), ("module",))
        for named in modules.values()
        for _, module in _tables(named, ())
        if isinstance(module.get("source"), str)
    ]
    return requirements, sources


def _tables(value: Any, route: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """A block in JSON: an object, or a list of them."""
    if isinstance(value, dict):
        yield route, value
    for number, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield (*route, number), item
