"""``Podfile``: the pods that an iOS project declares, read as text.

Format: the Podfile syntax reference of CocoaPods. It is a program: what helpers bring in (React Native, Flutter,
Capacitor) becomes a gap; Podfile.lock has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor import versions
from auditor.model import Gap, Requirement, Scan
from auditor.scanners._addresses import public
from auditor.scanners._ruby import Call, calls, masked, written
from auditor.source import Document, position

CLAIMS = ("Podfile",)
LOCKFILES = ()

# Statements of the Podfile itself; any other call may be a helper that declares pods.
_KNOWN = frozenset(
    (
        "platform",
        "source",
        "target",
        "abstract_target",
        "use_frameworks!",
        "use_modular_headers!",
        "inhibit_all_warnings!",
        "inherit!",
        "project",
        "workspace",
        "install!",
        "plugin",
        "post_install",
        "pre_install",
        "post_integrate",
        "pre_integrate",
        "pod",
        "require",
        "require_relative",
        "ensure_bundler!",
        "script_phase",
        "supports_swift_versions",
        "generate_bridge_header!",
        "raise",
        "puts",
        "end",
        "else",
        "elsif",
        "when",
        "if",
        "unless",
        "def",
        "link_with",
        "load",
        "flutter_ios_podfile_setup",
        "flutter_root",
        "prepare_react_native_project!",
    )
)
_HOOKS = frozenset(("post_install", "pre_install", "post_integrate", "pre_integrate", "def"))
_DEFINED = re.compile(r"^[^\S\n]*def\s+(\w+[!?]?)", re.MULTILINE)
_ASSIGNED = re.compile(r"[\w@$.\[\]]+\s*[-+|&*/]*=(?!=)\s*(\w+!)?")
_WORD = re.compile(r"[A-Za-z][\w.+-]*")


def scan(document: Document) -> Scan:
    """The pods a Podfile names, and gaps for what it computes."""
    gaps: list[Gap] = []
    requirements: list[Requirement] = []
    helper: Call | None = None
    own = {found[1] for found in _DEFINED.finditer(document.text)}
    for call in calls(document):
        if call.name == "pod" and call.receiver is None:
            requirements += asked_pod(document, call, gaps)
        elif call.name not in own and not any(holder.name in _HOOKS for holder in call.around):
            helper = helper or (call if _helper(call) else None)
    if helper:
        gaps.append(_gap(document, helper, "leaves pods to a helper"))
    return Scan(
        path=document.path,
        kind="manifest",
        format="Podfile",
        ecosystem="cocoapods",
        requirements=tuple(requirements),
        manager="cocoapods",
        gaps=tuple(gaps),
    )


def _helper(call: Call) -> bool:
    """Whether a statement may declare pods by way of something else: a helper's call, or a ``pod`` inside it."""
    text = masked(call.text)
    assigned = _ASSIGNED.match(text)
    if call.receiver or not call.name or call.name in _KNOWN or assigned:
        return bool(assigned and assigned[1]) or re.search(r"(?<![\w.:])pod[\s(]", text) is not None
    return True


def asked_pod(document: Document, call: Call, gaps: list[Gap], scope: str = "prod") -> Iterator[Requirement]:
    """The pod that a statement asks for by its arguments: a name, versions, and where else it comes from."""
    plain = [argument for argument in call.arguments if argument.key is None]
    if not plain or not plain[0].value:
        gaps.append(_gap(document, call, "names a pod that is computed"))
        return
    name, asked = plain[0].value.partition("/")[0], plain[1:]
    source, address = _source(call)
    wanted: str | None = ", ".join(value for argument in asked for value in argument.values or ())
    if any(argument.values is None for argument in asked):
        gaps.append(_gap(document, call, f"computes the version of {name}", name))
        wanted = None
    at = (asked[0].start, asked[-1].end) if asked and wanted else position(document.text, call.start)[0]
    compared = None if wanted is None or source != "registry" or call.conditional else wanted or ">= 0"
    exact = wanted.removeprefix("=").strip() if wanted and compared else ""
    version = exact if exact and versions.release("cocoapods", exact) else None
    computed = written(document, asked) if wanted is None else ""
    # What is asked for only under a condition need not be installed.
    scope = "optional" if call.conditional and scope == "prod" else scope
    yield Requirement("cocoapods", name, address or wanted or computed, at, scope, compared, version, source=source)


def _source(call: Call) -> tuple[str, str | None]:
    for argument in call.arguments:
        if argument.key == "path":
            return "file", argument.value or ""
        # A podspec, wherever it stands, only says where the pod's code is.
        if argument.key in {"git", "svn", "hg", "http", "podspec"}:
            return "url" if argument.key in {"http", "podspec"} else "git", public(argument.value or "")
    return "registry", None


def _gap(document: Document, call: Call, reason: str, name: str | None = None) -> Gap:
    line, column = position(document.text, call.start)
    # A helper may bring in pods that the Podfile never names.
    words = [name] if name else _WORD.findall(document.text) if call.name == "pod" else None
    mentions = None if words is None else tuple(dict.fromkeys(("cocoapods", str(word)) for word in words))
    remedy = "commit Podfile.lock, which holds what it comes to"
    return Gap(document.path, reason, False, line, column, remedy, may_hide=True, mentions=mentions)
