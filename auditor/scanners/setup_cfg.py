"""``setup.cfg``: what a project of setuptools declares in its older configuration file.

Format: setuptools' documentation of declarative configuration. Read line by line: the standard library's reader takes
quadratic time on a long line, and expands references.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor.model import Gap, Requirement, Scan
from auditor.records import NamedTuple
from auditor.scanners import _pep508
from auditor.source import Document, ReadError

CLAIMS = ("setup.cfg",)
LOCKFILES = ()

_LISTS = {"install_requires": "prod", "setup_requires": "dev", "tests_require": "dev"}


class Value(NamedTuple):
    """An option's value: its lines with their numbers, comments and blank lines left out."""

    lines: list[tuple[int, str]]


def scan(document: Document) -> Scan:
    """The requirements, those of extras as optional. Raises ``ReadError`` for what is no INI file."""
    sections = _sections(document.lines())
    gaps: list[Gap] = []
    options, metadata = sections.get("options", {}), sections.get("metadata", {})
    requirements: list[Requirement] = []
    for key, scope in _LISTS.items():
        requirements += _requirements(document, options.get(key), scope, gaps)
    for value in sections.get("options.extras_require", {}).values():
        requirements += _requirements(document, value, "optional", gaps)
    classifiers = _said(metadata.get("classifiers"))
    name = next(iter(_said(metadata.get("name"))), None)
    return Scan(
        path=document.path,
        kind="manifest",
        format="setup.cfg",
        ecosystem="pypi",
        requirements=tuple(_pep508.own(asked, name) for asked in requirements),
        name=name,
        published=bool(classifiers) and not any(said.startswith("Private ::") for said in classifiers),
        gaps=tuple(gaps),
    )


def _said(value: Value | None) -> list[str]:
    return [text for _, text in value.lines] if value else []


def _requirements(document: Document, value: Value | None, scope: str, gaps: list[Gap]) -> Iterator[Requirement]:
    lines: Sequence[tuple[int, str]] = value.lines if value else ()
    if len(lines) == 1 and lines[0][1].startswith("file:"):
        for name in lines[0][1].removeprefix("file:").split(","):
            gaps += _pep508.unread(document, name.strip(), lines[0][0])
        return
    if len(lines) == 1:
        lines = (
            [(lines[0][0], part.strip()) for part in lines[0][1].split(";")]
            if _is_semicolon_list(lines[0][1])
            else lines
        )
    starts = _pep508.line_starts(document.text) if lines else []
    for number, line in lines:
        # Setuptools leaves out a comment behind a requirement.
        text = line.partition(" #")[0].rstrip()
        asked = _pep508.requirement(text, number, scope)
        if asked:
            start, end = starts[number - 1 : number + 1]
            yield _pep508.placed(asked, start, document.text[start : end - 1])
        elif text:
            reason = f'"{text[:60]}" is no requirement as PEP 508 has them'
            gaps.append(Gap(document.path, reason, line=number, remedy="correct the line", may_hide=True))


def _is_semicolon_list(text: str) -> bool:
    """Whether a one-line value is a list: setuptools splits it at semicolons, so that it can hold no marker."""
    return all(_pep508.parse(part) for part in text.split(";") if part.strip())


def _sections(lines: Sequence[str]) -> Mapping[str, Mapping[str, Value]]:
    """Sections of options. A line that is indented deeper than its key goes on with the value."""
    sections: dict[str, dict[str, Value]] = {}
    section: dict[str, Value] | None = None
    value: Value | None = None
    indent = 0
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith(("#", ";")):
            continue
        depth = len(line) - len(line.lstrip())
        if value is not None and depth > indent:
            value.lines.append((number, text))
            continue
        indent = depth
        if text.startswith("[") and text.endswith("]"):
            if text[1:-1] in sections:
                raise ReadError(f"has {text} twice", line=number, remedy="merge the two")
            section, value = sections.setdefault(text[1:-1], {}), None
            continue
        key, first = _option(text, number, in_section=section is not None)
        value = Value([(number, first)] if first else [])
        if section is not None:
            section[key] = value
    return sections


def _option(text: str, number: int, *, in_section: bool) -> tuple[str, str]:
    """An option's key and the first line of its value."""
    at = min((at for at in (text.find("="), text.find(":")) if at > 0), default=0)
    if not in_section or not at:
        what = "is neither a section nor an option" if in_section else "stands before the first section"
        raise ReadError(f'"{text[:40]}" {what}', line=number, remedy="correct the line")
    return text[:at].strip().lower().replace("-", "_"), text[at + 1 :].strip()
