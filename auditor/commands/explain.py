"""``explain``: what a rule means and how to satisfy it, what the matrix says of a package, or which formats are read."""

from __future__ import annotations

import re
from types import SimpleNamespace as Namespace

from auditor.commands import Outcome
from auditor.days import today
from auditor.errors import UserError
from auditor.escape import visible
from auditor.matrix import Line, Match, Matrix, Trap, load
from auditor.options import Option, Positional
from auditor.rules import RESERVED, Rule, describe, every_rule
from auditor.rules.standing import listed_on
from auditor.scanners import modules

_PURL = re.compile(r"pkg:([a-z.+-]+)/(@?[^@?#]+)(?:@[^?#]*)?(?:[?#].*)?")


# What an ignore for a rule that is about no package names: browsers and inputs have paths, the matrix neither.
_COVERS = {**dict.fromkeys(("MA201", "MA202", "MA203", "MA901", "MA905"), ('path = "..."',)), "MA902": ()}

POSITIONAL = Positional(
    "subject", "RULE-OR-PACKAGE", "a rule's id or name, a purl, ecosystem:name, or: formats, rules", one=True
)
OPTIONS = (Option("--matrix", "the matrix to ask (default: auth0)", metavar="NAME-OR-PATH", default="auth0"),)


def run(options: Namespace) -> Outcome:
    """The explanation. Raises ``UserError`` for what is neither a rule nor a package of the matrix."""
    subject = options.subject.strip()
    if subject in {"formats", "rules"}:
        return Outcome(0, formats() if subject == "formats" else rule_table())
    rule = describe(subject)
    if rule:
        return Outcome(0, of_rule(rule, load(options.matrix)))
    reserved = next(
        (item for item in RESERVED.items() if subject.upper() == item[0] or subject.lower() == item[1]), None
    )
    if reserved:
        return Outcome(0, f"{reserved[0]}  {reserved[1]}\n\nThis release does not check it; the id is reserved.\n")
    matrix = load(options.matrix)
    pairs = list(dict.fromkeys(_pairs(matrix, subject)))
    matches = {id_: match for pair in pairs if (match := matrix.match(*pair)) for id_ in [_identity(match)]}
    told = [of_package(matrix, listed_on(match, today())) for match in matches.values()]
    told += [_of_trap(*pair, trap) for pair in pairs if (trap := matrix.trap(*pair)) and not matrix.match(*pair)]
    if not told:
        raise UserError(_unknown(matrix, subject))
    return Outcome(0, "\n".join(told))


# Rules


def of_rule(rule: Rule, matrix: Matrix) -> str:
    """One screen on a rule."""
    return "\n".join(
        (
            f"{rule.id}  {rule.name}  ({rule.default})",
            f"{rule.short}.",
            "",
            *_wrapped(rule.meaning),
            f"Page: {matrix.page_url}",
            "",
            "For example",
            f"    {rule.example}",
            "To satisfy it",
            *(f"    {line}" for line in _wrapped(rule.remedy, 76)),
            *_acceptance(rule.id),
            "",
        )
    )


def _acceptance(rule: str) -> tuple[str, ...]:
    """What to paste to accept a finding; a package or path only where the rule is about one, and an ignore is ignored by none."""
    if rule == "MA904":
        return (
            "To accept it, in pyproject.toml (in .matrix-audit.toml the table is [severity])",
            "    [tool.matrix-audit.severity]",
            '    MA904 = "off"',
        )
    keys = (
        f'rule = "{rule}"',
        *_COVERS.get(rule, ('package = "npm:..."',)),
        'reason = "why this is accepted"',
        'until = "2027-01-31"',
    )
    return (
        "To accept it, in pyproject.toml (in .matrix-audit.toml the table is [[ignore]])",
        "    [[tool.matrix-audit.ignore]]",
        *(f"    {key}" for key in keys),
    )


def _wrapped(text: str, width: int = 80) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def rule_table() -> str:
    """The rules that this release checks, as a Markdown table."""
    rows = "".join(f"| {rule.id} | `{rule.name}` | {rule.default} | {rule.short} |\n" for rule in every_rule().values())
    return f"| id | name | severity | what |\n| --- | --- | --- | --- |\n{rows}"


def formats() -> str:
    """The files that this release reads, as a Markdown table."""
    rows = []
    for module in modules().values():
        files = ", ".join(f"`{claim}`" for claim in module.CLAIMS)
        what = (module.__doc__ or "").strip().split("\n", 1)[0].rstrip(".")
        rows.append(f"| {files} | {what.partition(': ')[2] or what} |\n")
    return f"| files | what is read |\n| --- | --- |\n{''.join(rows)}"


# Packages


def _pairs(matrix: Matrix, subject: str) -> list[tuple[str, str]]:
    """The (ecosystem, name) pairs that a purl, ``ecosystem:name`` or a bare name in any ecosystem may mean."""
    purl = _PURL.fullmatch(subject)
    if purl:
        name = purl[2].replace("%40", "@").replace("%2F", "/")
        return [(purl[1], name.replace("/", ":", 1) if purl[1] == "maven" else name)]
    ecosystem, colon, name = subject.partition(":")
    named = [(ecosystem, name)] if colon else []
    return named + [(of, subject) for of in dict.fromkeys(of for of, _ in matrix.names())]


def _identity(match: Match) -> tuple[str, str]:
    return match.package.ecosystem, match.package.name


def _of_trap(ecosystem: str, name: str, trap: Trap) -> str:
    """What is known of a name that is not the vendor's."""
    lines = [
        f"{ecosystem}:{name}  -  not a product of the matrix",
        f"  careful, {trap.kind}: {trap.says} ({trap.source})",
    ]
    lines += [f"  meant was perhaps {trap.instead}"] if trap.instead else []
    return "\n".join(visible(line) for line in lines) + "\n"


def _near(matrix: Matrix, name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, [known for _, known in matrix.names()], n=1, cutoff=0.8)
    return f"; did you mean {near[0]}?" if near else ""


def _unknown(matrix: Matrix, subject: str) -> str:
    import difflib

    names = [f"{ecosystem}:{name}" for ecosystem, name in matrix.names()]
    bare = {name.partition(":")[2]: name for name in names}
    known = [*names, *bare, *every_rule(), *(rule.name for rule in every_rule().values()), "formats", "rules"]
    near = difflib.get_close_matches(subject, known, n=1)
    hint = f"; the nearest is {near[0]}" if near else ""
    return f"{subject} is neither a rule nor a package of the {matrix.name} matrix{hint}"


def of_package(matrix: Matrix, match: Match) -> str:
    """One screen on a package: rows, lines, what the newest needs, successor, guides, sources."""
    product, package = match.product, match.package
    latest = package.latest
    lines = [f"{package.ecosystem}:{package.name}  -  {product.name}"]
    if package.rows:
        lines += [
            f"  listed as {matrix.levels[row.level].label}: row {row.name!r} ({_covers(row.versions)})"
            for row in package.rows
        ]
    else:
        lines.append(f"  not listed: {matrix.vendor} support does not take questions about it")
    if not product.id:
        lines.append(
            f"  only {matrix.vendor} publishes under such a name; the matrix knows no more of it{_near(matrix, package.name)}"
        )
    if package.replaced:
        when = f" since {package.replaced.date}" if package.replaced.date else ""
        lines.append(f"  out of maintenance{when}: {package.replaced.says} ({package.replaced.source})")
    if latest:
        bound = "; a newer one may exist" if package.lower_bound else ""
        lines.append(f"  newest release: {latest.version}{f' ({_when(latest.date)})' if latest.date else ''}{bound}")
    if package.successor:
        lines.append(f"  instead: {package.successor.advice}")
    trap = matrix.trap(package.ecosystem, package.name)
    lines += [f"  careful: {trap.says}"] if trap else []
    lines += ["  lines:", *(f"    {_line(line)}" for line in package.lines[-8:])] if package.lines else []
    lines += [f"  script: {script.shape} ({script.serves})" for script in product.cdn]
    lines += [f"  announces itself as: {client.name}" for client in product.telemetry or ()]
    lines += [f"  guide: {guide.url}" for guide in product.guides]
    lines += [f"  sources disagree: {conflict}" for conflict in product.conflicts]
    lines += [f"  source: {source}" for source in package.evidence]
    return "\n".join(visible(line) for line in lines) + "\n"


def _covers(versions: str) -> str:
    return "the newest line" if versions == "latest" else f"line {versions}"


def _when(date: str) -> str:
    return f"by {date.removeprefix('<=')}" if date.startswith("<=") else date


def _line(line: Line) -> str:
    parts = [f"{line.id:<6}"]
    if line.first:
        parts.append(f"{line.first.version} {_when(line.first.date or '')}".strip())
    if line.newest:
        parts.append(f"to {line.newest.version} {_when(line.newest.date or '')}".strip())
    parts += [f"needs {name} {wanted}" for needs in line.requires.values() for name, wanted in needs.items()]
    if line.ended:
        parts.append(f"ended {line.ended.date or ''}: {line.ended.says}")
    if line.cutoff:
        parts.append(f"stopped working {line.cutoff.date or ''}")
    return "  ".join(parts)
