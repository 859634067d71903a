"""The browsers that a ``package.json`` declares: for browserslist, Babel and Parcel."""

from __future__ import annotations

from auditor.browser_targets import BrowserQuery, BrowserTargets
from auditor.model import Gap
from auditor.scanners._literals import Value
from auditor.scanners._targets import Declared, readable
from auditor.source import Document, position

Noted = tuple[tuple[BrowserTargets, ...], tuple[Gap, ...]]


def declared(document: Document) -> Noted:
    """The targets in a package.json, and what is wrong with them."""
    tree = readable(document)
    if tree is None:
        return (), ()
    wide, own = Declared(document, below=True), Declared(document, below=False)
    _browserslist(document, tree, wide)
    babel = tree.get("babel")
    if babel is not None:
        wide.babel(babel)
    own.add("Parcel", tree.get("engines", "browsers"))
    parts = tree.get("targets")
    for name, part in parts.members if parts else ():
        own.add("Parcel", part.get("engines", "browsers"), name)
    return (*wide.targets, *own.targets), (*wide.gaps, *own.gaps)


def _browserslist(document: Document, tree: Value, into: Declared) -> None:
    value, typo = tree.get("browserslist"), tree.get("browserlist")
    if value is None:
        if typo is not None and typo.text not in {"null", "false"}:
            into.gaps.append(_refused(document, typo, "`browserlist` key instead of `browserslist`"))
        return
    if value.kind == "word":
        if value.text not in {"null", "false"}:
            into.gaps.append(_refused(document, value, "Browser queries must be an array or string"))
        return
    for name, section in value.members if value.kind == "object" else (("defaults", value),):
        listed = (section,) if section.kind == "text" else section.items if section.kind == "list" else None
        if listed is None or any(item.kind != "text" for item in listed):
            what = "Browserslist config should be a string or an array of strings with browser queries"
            into.gaps.append(_refused(document, section, what))
        elif section.kind == "list" or section.text:
            found = tuple(BrowserQuery(item.text, item.at, item.text, item.exact) for item in listed)
            into.targets.append(BrowserTargets(document.path, "browserslist", name, section.kind, found, below=True))


def _refused(document: Document, value: Value, what: str) -> Gap:
    line, column = position(document.text, value.at.start)
    return Gap(
        document.path,
        f"is refused by browserslist: {what}",
        line=line,
        column=column,
        remedy="correct it: every tool that reads it stops here",
    )
