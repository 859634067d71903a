"""``Gemfile``, ``gems.rb`` and ``*.gemspec``: the gems that a Ruby project declares, read as text.

Format: Bundler's documentation of the Gemfile and RubyGems' of the specification. Both are programs: what is computed
in them becomes a gap, not a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor import versions
from auditor.model import Gap, Requirement, Scan
from auditor.scanners._addresses import public
from auditor.scanners._ruby import Argument, Call, calls, masked, written
from auditor.source import Document, position

CLAIMS = ("Gemfile", "gems.rb", "*.gemspec")
LOCKFILES = ()

_DEVELOPMENT = frozenset(("development", "test"))
_ADDS = {"add_dependency": "prod", "add_runtime_dependency": "prod", "add_development_dependency": "dev"}
_RUNS = frozenset(("eval_gemfile", "instance_eval", "eval", "load", "require_relative"))
_GIT = ("git", "github", "gist", "bitbucket", "gitlab")
_WORD = re.compile(r"[A-Za-z0-9][\w.-]*")


def scan(document: Document) -> Scan:
    """The requirements of a Gemfile or gemspec, and gaps for what it computes."""
    gemspec = document.name.endswith(".gemspec")
    gaps: list[Gap] = []
    requirements: list[Requirement] = []
    name = None
    for call in calls(document):
        if gemspec:
            scope = _ADDS.get(call.name) if call.receiver else None
            if call.receiver and call.text.startswith(f"{call.receiver}.name"):
                name = _own_name(call)
        else:
            scope = _scope(call) if call.name == "gem" else None
        if scope:
            requirements += _requirement(document, call, scope, gaps)
        elif _computes(call, gemspec=gemspec):
            gaps.append(
                _gap(
                    document,
                    call,
                    f"computes what it declares ({call.name})" if call.name in _RUNS else "computes what it declares",
                )
            )
    return Scan(
        path=document.path,
        kind="manifest",
        format="gemspec" if gemspec else document.name,
        ecosystem="gem",
        requirements=tuple(requirements),
        name=name,
        manager="bundler",
        published=gemspec,
        gaps=tuple(gaps),
    )


def _own_name(call: Call) -> str | None:
    found = re.search(r"""=\s*(?:['"]|%q[<{(\[])([^'">})\]]+)['">})\]]""", call.text)
    return found[1] if found else None


def _computes(call: Call, *, gemspec: bool) -> bool:
    """Whether a statement that declares no gem by itself may lead to some."""
    if call.name in _RUNS and not gemspec:
        return call.receiver is None
    inner = r"\.add_\w*dependency\b" if gemspec else r"(?<![\w.:])gem[\s(]"
    return re.search(inner, masked(call.text)) is not None


def _scope(call: Call) -> str:
    groups: list[str] = []
    for holder in (*call.around, call):
        for argument in holder.arguments:
            if (holder.name == "group" and argument.key is None) or argument.key in {"group", "groups"}:
                groups += argument.values or ("",)
    return "dev" if groups and _DEVELOPMENT.issuperset(groups) else "prod"


def _requirement(document: Document, call: Call, scope: str, gaps: list[Gap]) -> Iterator[Requirement]:
    plain = [argument for argument in call.arguments if argument.key is None]
    if not plain or not plain[0].value:
        gaps.append(_gap(document, call, "names a gem that is computed"))
        return
    name, asked = plain[0].value, plain[1:]
    if any(argument.values is None for argument in asked):
        gaps.append(_gap(document, call, f"computes the version of {name}", name))
        wanted = None
    else:
        wanted = ", ".join(value for argument in asked for value in argument.values or ())
    source, address = _source(call)
    at = (asked[0].start, asked[-1].end) if asked and wanted is not None else _line(document, call)
    compared = None if wanted is None or source != "registry" or call.conditional else wanted or ">= 0"
    exact = wanted.removeprefix("=").strip() if wanted and compared else ""
    version = exact if exact and versions.release("gem", exact) else None
    computed = written(document, asked) if wanted is None else ""
    # What is asked for only under a condition need not be installed.
    scope = "optional" if call.conditional and scope == "prod" else scope
    yield Requirement("gem", name, address or wanted or computed, at, scope, compared, version, source=source)


def _source(call: Call) -> tuple[str, str | None]:
    """Where a gem comes from, by its own options or those of a ``git`` or ``path`` block around it."""
    for holder in (call, *reversed(call.around)):
        for argument in holder.arguments:
            kind = argument.key or (holder.name if holder is not call else "")
            if kind == "path":
                return "file", argument.value or ""
            if kind in _GIT:
                return "git", _address(kind, argument)
    return "registry", None


def _address(kind: str, argument: Argument) -> str:
    where = argument.value or ""
    return public(where) if kind == "git" or "://" in where else f"{kind}:{where}"


def _line(document: Document, call: Call) -> int:
    return position(document.text, call.start)[0]


def _gap(document: Document, call: Call, reason: str, name: str | None = None) -> Gap:
    line, column = position(document.text, call.start)
    words = (name,) if name else None if call.name in _RUNS else tuple(_WORD.findall(document.text))
    mentions = None if words is None else tuple(dict.fromkeys(("gem", word) for word in words))
    remedy = "commit Gemfile.lock, which holds what it comes to"
    return Gap(document.path, reason, False, line, column, remedy, may_hide=True, mentions=mentions)
