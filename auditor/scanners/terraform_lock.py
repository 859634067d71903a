"""``.terraform.lock.hcl``: the providers that Terraform or OpenTofu selected.

Format: Terraform's documentation of the dependency lock file. Both registries are left out of the name
(``auth0/auth0``), which is the same in each; any other host stays in it.
"""

from __future__ import annotations

from auditor.model import Package, Scan
from auditor.scanners._hcl import read
from auditor.source import Document, ReadError, position

CLAIMS = (".terraform.lock.hcl",)
LOCKFILES = CLAIMS

TERRAFORM, OPENTOFU = "registry.terraform.io", "registry.opentofu.org"
_REMEDY = "recreate it: terraform init"


def scan(document: Document) -> Scan:
    """The locked providers; a file without any is one that Terraform wrote for a configuration that needs none."""
    packages: dict[str, Package] = {}
    hosts = set()
    root = read(document, strict=True)
    if root.attributes or (root.blocks and all(block.kind != "provider" for block in root.blocks)):
        raise ReadError("is no lockfile of Terraform: it locks no provider", remedy=_REMEDY)
    for block in root.blocks:
        if block.kind != "provider" or len(block.labels) != 1:
            continue
        line = position(document.text, block.start)[0]
        version = block.attributes.get("version")
        if version is None or not version.text:
            raise ReadError(f"locks {block.labels[0]} without a version", line=line, remedy=_REMEDY)
        if block.labels[0] in packages:
            raise ReadError(f"locks {block.labels[0]} twice", line=line, remedy=_REMEDY)
        hosts.add(block.labels[0].partition("/")[0])
        packages[block.labels[0]] = Package(block.labels[0], "terraform", name_of(block.labels[0]), version.text, line)
    keys = {package.name: key for key, package in packages.items()}
    return Scan(
        path=document.path,
        kind="lockfile",
        format=".terraform.lock.hcl",
        ecosystem="terraform",
        packages=packages,
        find=lambda origin, name, wanted: keys.get(name),  # noqa: ARG005 - one version of each provider
        manager="tofu" if OPENTOFU in hosts else "terraform",
        nested=True,
    )


def name_of(address: str) -> str:
    """A provider's name: ``hashicorp/aws`` for ``aws``, the address without a public registry's host, in lower case."""
    parts = address.lower().split("/")
    if len(parts) == 3 and parts[0] in {TERRAFORM, OPENTOFU}:
        parts = parts[1:]
    return "/".join(parts if len(parts) > 1 else ["hashicorp", *parts])
