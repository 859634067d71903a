"""The smallest change of a query that passes: a clause less, a raised number, or a ``not`` more, each checked by expanding it.

What to change is a matter of text and is tried; whether it passes is decided by the rules, on what the changed query comes to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor.browser_targets import BrowserQuery, BrowserTargets
from auditor.browserslist import Clause, clauses
from auditor.locate import Text
from auditor.policy import ORDER
from auditor.records import NamedTuple
from auditor.results import Edit, Upgrade
from auditor.rules.browsers import Case, Group, floor_of, groups, spelled
from auditor.targets import Expansion, Origin

_SEPARATOR = re.compile(r"\s*,\s*|\s+or\s+", re.IGNORECASE)
_BEFORE = re.compile(r"(?:\s*,\s*|\s+or\s+)\Z", re.IGNORECASE)

Again = Callable[[BrowserTargets], Expansion]


class Change(NamedTuple):
    """The declaration as it would be, and the characters of the file that make it so."""

    targets: BrowserTargets
    at: range
    new: str


def suggest(case: Case, group: Group, text: str, again: Again) -> Upgrade | None:
    """The change that mends a finding, as an edit; words where none passes, None where there is nothing to mend."""
    targets = case.expansion.holding.targets
    if group.mark.rule == "MA202" and group.mark.severity != "warning":
        return None
    if targets.default is None:
        for change in _changes(case, group, text):
            if _passes(case, group, again(change.targets)):
                place = Text(targets.path, text).region(change.at.start, change.at.stop)
                edit = Edit(*place, old=text[change.at.start : change.at.stop], new=change.new)
                return Upgrade("manifest", edits=(edit,))
    if group.mark.rule != "MA203":
        return None
    listed = spelled(group.versions, case.ground.known)
    return Upgrade(
        "none", reason=f"take {listed} out of what {targets.tool} targets, or keep the SDK out of that build"
    )


def _passes(case: Case, group: Group, expansion: Expansion) -> bool:
    """Whether nothing as bad is said of these versions' browsers any more, and everything else is still asked for."""
    alike = {version for other in groups(case) if other.mark.rule == group.mark.rule for version in other.versions}
    kept = set(case.expansion.brought) - alike
    if expansion.gaps or not expansion.brought or not kept <= set(expansion.brought):
        return False
    names = {version.partition(" ")[0] for version in group.versions}
    bar = ORDER.index(group.mark.severity)
    for left in groups(case._replace(expansion=expansion)):
        grave = ORDER.index(left.mark.severity)
        about = any(version.partition(" ")[0] in names for version in left.versions)
        same = left.mark.rule == group.mark.rule and not set(left.versions).isdisjoint(group.versions)
        if about and (grave > bar or (grave == bar and same)):
            return False
    return True


def _changes(case: Case, group: Group, text: str) -> Iterator[Change]:
    """Changes that may do, the smallest first."""
    targets, origin = case.expansion.holding.targets, group.origin
    if not isinstance(origin.at, range) or not targets.queries[origin.entry].exact:
        yield from _without_entry(targets, origin, text)
        return
    if group.mark.rule == "MA202":
        yield from (_replaced(targets, origin.clause, new) for new in _raised(case, group))
    else:
        yield from _without_entry(targets, origin, text)
        yield from _without_clause(targets, origin)
    if targets.form == "table":
        return
    if len({version.partition(" ")[0] for version in group.versions}) == 1:
        yield from _wider_exclusion(targets, group)
        yield _appended(targets, _exclusion(case, group), text)


def _replaced(targets: BrowserTargets, clause: Clause, new: str) -> Change:
    """The declaration with other words for one clause."""
    query = targets.queries[clause.entry]
    start = query.at.start if isinstance(query.at, range) else 0
    said = query.text[: clause.start] + new + query.text[clause.end :]
    return Change(_with(targets, clause.entry, said), range(start + clause.start, start + clause.end), new)


def _with(targets: BrowserTargets, entry: int, said: str | None) -> BrowserTargets:
    """The declaration with one of its texts changed, or (None) gone."""
    listed = list(targets.queries)
    if said is None:
        del listed[entry]
    else:
        listed[entry] = listed[entry]._replace(text=said, query=said)
    return targets._replace(queries=tuple(listed))


def _raised(case: Case, group: Group) -> Iterator[str]:
    """A clause with a higher number or an open end: what makes it admit the newest, or keep to a printed floor."""
    clause = group.origin.clause
    if clause.kind not in {"browser_ray", "browser_version", "browser_range"}:
        return
    name = group.versions[0].partition(" ")[0]
    word, rest = re.split(r"[\s<>=]", clause.text.strip(), maxsplit=1)[0], clause.fields[1]
    floor = floor_of(name, case.ground)
    if floor:
        yield f"{word} >= {floor}"
    elif clause.kind != "browser_ray":
        yield f"{word} >= {rest}"
    yield f"{word} >= {case.ground.known[name].latest}"


def _without_entry(targets: BrowserTargets, origin: Origin, text: str) -> Iterator[Change]:
    """The declaration without the text that the clause is, and the line or the comma that goes with it."""
    query = targets.queries[origin.entry]
    whole = not query.exact or (origin.clause.start == 0 and origin.clause.end == len(query.text))
    if not whole or not isinstance(query.at, range) or targets.form in {"text", "table"} or len(targets.queries) == 1:
        return
    quote = targets.form == "list"
    start, end = query.at.start - quote, query.at.stop + quote
    if quote and (text[start] not in "\"'`" or text[start] != text[end - 1]):
        return  # one of several in a string
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end) + 1 or len(text)
    alone = not text[line_start:start].strip() and not text[end:line_end].strip()
    if targets.form == "lines" and alone:
        yield Change(_with(targets, origin.entry, None), range(line_start, line_end), "")
        return
    after = re.compile(r"\s*,[^\S\n]*").match(text, end)
    before = re.compile(r",\s*\Z").search(text[max(start - 200, 0) : start])
    if before:
        start -= len(before[0])
    elif after:
        end = after.end()
    yield Change(_with(targets, origin.entry, None), range(start, end), "")


def _without_clause(targets: BrowserTargets, origin: Origin) -> Iterator[Change]:
    """The declaration without one of the clauses in a text."""
    query, clause = targets.queries[origin.entry], origin.clause
    before = _BEFORE.search(query.text[: clause.start])
    after = _SEPARATOR.match(query.text, clause.end)
    start = before.start() if before else clause.start
    end = clause.end if before else after.end() if after else clause.end
    if (before or after) and isinstance(query.at, range):
        said = query.text[:start] + query.text[end:]
        yield Change(_with(targets, origin.entry, said), range(query.at.start + start, query.at.start + end), "")


def _exclusion(case: Case, group: Group) -> str:
    """What takes the versions of a group, all of one browser, out again."""
    name = group.versions[0].partition(" ")[0]
    numbers = [version.partition(" ")[2] for version in group.versions]
    floor = floor_of(name, case.ground)
    if floor and group.mark.rule == "MA202":
        return f"not {name} < {floor}"
    if name != "ie":
        return f"not {name} all" if numbers == ["all"] else f"not {name} > 0"
    return f"not {name} {numbers[0]}" if len(numbers) == 1 else f"not {name} <= {_highest(numbers)}"


def _highest(numbers: list[str]) -> str:
    return max((number.rpartition("-")[2] for number in numbers), key=lambda number: [int(n) for n in _digits(number)])


def _digits(number: str) -> list[str]:
    return [part for part in number.split(".") if part.isdigit()] or ["0"]


def _wider_exclusion(targets: BrowserTargets, group: Group) -> Iterator[Change]:
    """An exclusion that is there already, ``not ie <= 8``, made to reach as far as is needed."""
    name = group.versions[0].partition(" ")[0]
    highest = _highest([version.partition(" ")[2] for version in group.versions])
    for clause in clauses([query.query or "" for query in targets.queries]):
        fits = clause.negated and clause.kind == "browser_ray" and clause.fields[0].lower() == name
        if fits and targets.queries[clause.entry].exact:
            head = re.split("[<>=]", clause.text, maxsplit=1)[0].rstrip()
            yield _replaced(targets, clause, f"{head} <= {highest}")


def _appended(targets: BrowserTargets, said: str, text: str) -> Change:
    """The declaration with an exclusion at its end, written as its other texts are."""
    entry = len(targets.queries) - 1
    last = targets.queries[entry]
    at = last.at if isinstance(last.at, range) else range(0)
    changed = targets._replace(queries=(*targets.queries, BrowserQuery(said, range(0), said)))
    if targets.form != "list":
        return Change(changed, at, f"{text[at.start : at.stop]}, {said}")
    quote, between = text[at.start - 1], ", "
    before = targets.queries[entry - 1].at if entry else None
    if isinstance(before, range):
        between = text[before.stop + 1 : at.start - 1]
    element = text[at.start - 1 : at.stop + 1]
    return Change(changed, range(at.start - 1, at.stop + 1), f"{element}{between}{quote}{said}{quote}")
