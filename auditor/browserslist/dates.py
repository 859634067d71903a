"""Queries by date: released since a day, in the last years, Baseline, and the lines of Node.js in support.

A date is a number of days since 1970-01-01 in UTC; a query is evaluated at noon of its day, so that whatever starts or
ends at midnight has done so.
"""

from __future__ import annotations

import re

from auditor.browserslist.context import Context, all_agents, whole
from auditor.browserslist.errors import QueryError

YEAR = 365.259641
"""Days in a year, as browserslist counts."""

BASELINE_START = "2015-07-29"
"""Before this day no version of any browser is ruled out by Baseline."""

_NOON = 0.5
_FAR = 10**7
_MONTHS_TO_WIDELY = 30
_CORE = ("chrome", "and_chr", "edge", "firefox", "and_ff", "safari", "ios_saf")
_DOWNSTREAM = ("android", "samsung", "op_mob", "opera", "and_qq", "and_uc")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)


def since(context: Context, year: str, month: str, day: str) -> list[str]:
    """``since 2020``, ``since 2020-5``, ``since 2020-5-17``: a month or day beyond the last runs on into the next."""
    numbers = [whole(part or "1") for part in (year, month, day)]
    if max(numbers) >= _FAR:
        return []
    numbers[0] += 1900 if numbers[0] < 100 else 0
    return _released_since(context, day_number(*map(int, numbers)))


def last_years(context: Context, years: str) -> list[str]:
    """``last 1.5 years``."""
    return _released_since(context, context.day + _NOON - YEAR * float(years))


def baseline(context: Context, *fields: str) -> list[str]:
    """``baseline 2022``, ``baseline widely available on 2024-05-01 with downstream including kaios``, as queries."""
    year, availability, date, downstream, kaios = fields
    newly = availability.lower() == "newly"
    if newly and date:
        raise QueryError(
            "Using newly available with a date is not supported, please use"
            ' "widely available on YYYY-MM-DD" and add 30 months to the date you specified.'
        )
    if year:
        limit = _end_of_year(year)
    else:
        start = _valid_day(date) if date else context.day
        start = _months_on(start, _MONTHS_TO_WIDELY) if newly else start
        limit = _months_on(start, -_MONTHS_TO_WIDELY)
    wanted = _CORE + (_DOWNSTREAM if downstream else ()) + (("kaios",) if kaios else ())
    return [f"{name} >= {version}" for name, version in _least(context, limit).items() if name in wanted]


def maintained_node(context: Context) -> list[str]:
    """``maintained node versions``, as queries."""
    now = context.day + _NOON
    return [
        f"node {line.line}"
        for line in context.data.node_lines
        if iso_day(line.start) < now < iso_day(line.end)
        and any(f"{version}.".startswith(f"{line.line}.") for version in context.data.node_versions)
    ]


def day_number(year: int, month: int, day: int) -> int:
    """The day with this civil date; months and days outside their bounds run on, as in JavaScript."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    # Years are counted from March, which puts the leap day last.
    year -= month < 3
    march = (month + 9) % 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * march + 2) // 5 + day - 719469


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month of a day."""
    shifted = day + 719468
    era, rest = divmod(shifted, 146097)
    year = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
    of_year = rest - (365 * year + year // 4 - year // 100)
    march = (5 * of_year + 2) // 153
    month = march + 3 if march < 10 else march - 9
    return era * 400 + year + (month < 3), month, of_year - (153 * march + 2) // 5 + 1


def iso_day(text: str) -> int:
    """The day of an ISO date; `ValueError` where it is none."""
    match = _DAY.match(text)
    if match:
        parts = tuple(map(int, match.groups()))
        day = day_number(*parts)
        if civil(day) == parts:
            return day
    raise ValueError(f"{text!r} is not a date of the form YYYY-MM-DD")


def _released_since(context: Context, day: float) -> list[str]:
    return [
        f"{found.name} {v}" for found in all_agents(context) for v, released in found.days.items() if released >= day
    ]


def _months_on(day: int | None, months: int) -> int | None:
    if day is None:
        return None
    year, month, of_month = civil(day)
    return day_number(year, month + months, of_month)


def _valid_day(text: str) -> int | None:
    """The day that ``new Date`` makes of an ISO date: 30 February runs on, a month 13 or a day 32 is none."""
    year, month, day = map(int, text.split("-"))
    return day_number(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _end_of_year(text: str) -> int | None:
    """The day that ``new Date`` makes of ``<year>-12-31``: other than four digits are read as American dates."""
    if len(text) == 4:
        return day_number(int(text), 12, 31)
    value = int(text.lstrip("0")[:9] or 0)
    if 1 <= value <= 31:
        return _valid_day(f"2031-{value}-12")
    if value > 275759:
        return None
    return day_number(value + (2000 if value < 50 else 1900 if value < 100 else 0), 12, 31)


def _least(context: Context, limit: int | None) -> dict[str, str]:
    """The least version of each browser that is in Baseline at a day."""
    if limit is None:
        return {}
    if limit < iso_day(BASELINE_START):
        return dict.fromkeys((*_CORE, *_DOWNSTREAM, "kaios"), "0")
    least: dict[str, str] = {}
    for day, moved in context.data.baseline:
        if iso_day(day) <= limit:
            least.update(moved)
    return least
