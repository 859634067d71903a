"""The WordPress plugin "Login by Auth0" in the tree: the version in the header of its main file.

Format: WordPress's documentation of plugin headers. The main file is ``WP_Auth0.php`` up to version 4, then
``wpAuth0.php``; the plugin's folder in the WordPress directory, ``auth0``, is its name here.
"""

from __future__ import annotations

import re

from auditor.model import Gap, Requirement, Scan
from auditor.source import Document, ReadError, refuse_conflict

CLAIMS = ("WP_Auth0.php", "wpAuth0.php")
LOCKFILES = ()

# WordPress looks for the header in the first 8 KiB.
_LENGTH = 8192
_FIELD = r"^(?:[ \t]*<\?php)?[ \t/*#@]*{}:[ \t]*(.*?)[ \t]*(?:\*/|\?>)?[ \t\r]*$"
_PLUGIN = re.compile(_FIELD.format("Plugin Name"), re.MULTILINE | re.IGNORECASE)
_VERSION = re.compile(_FIELD.format("Version"), re.MULTILINE | re.IGNORECASE)
_VERSION_TEXT = re.compile(r"v?\d+(?:\.\d+)*(?:[-.]?[A-Za-z]+[-.]?\d*)?")


def scan(document: Document) -> Scan:
    """The plugin's version as a declaration; a file of that name without a plugin header declares nothing."""
    refuse_conflict(document.text)
    head = document.text[:_LENGTH]
    requirements: tuple[Requirement, ...] = ()
    gaps: tuple[Gap, ...] = ()
    if not head.strip():
        raise ReadError("is empty", remedy="restore the plugin")
    if head.lstrip().startswith("<?php") and len(head) < _LENGTH and "/*" in head and "*/" not in head:
        raise ReadError("stops in the middle of its header", remedy="restore the plugin")
    version = _VERSION.search(head)
    if _PLUGIN.search(head):
        if version and _VERSION_TEXT.fullmatch(version[1]):
            at = version.span(1)
            requirements = (Requirement("wordpress", "auth0", version[1], at, version=version[1]),)
        else:
            gaps = (Gap(document.path, "is a plugin whose header gives no version", False, may_hide=True),)
    return Scan(
        path=document.path,
        kind="manifest",
        format="WordPress plugin",
        ecosystem="wordpress",
        requirements=requirements,
        gaps=gaps,
    )
