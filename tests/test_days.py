"""Days against Python's own calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.days import between, is_day, plus, today

days = st.dates(dt.date(1970, 1, 1), dt.date(9000, 12, 31))


@given(days, st.integers(-3000, 3000))
def test_days_are_added_as_the_calendar_does(day: dt.date, number: int) -> None:
    moved = day + dt.timedelta(number)
    if moved.year >= 1970:
        assert plus(day.isoformat(), number) == moved.isoformat()


@given(days, days)
def test_days_between_are_counted_as_the_calendar_does(one: dt.date, other: dt.date) -> None:
    assert between(one.isoformat(), other.isoformat()) == (other - one).days


@given(st.one_of(st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True), st.text(max_size=12)))
def test_a_day_is_what_the_calendar_has(text: str) -> None:
    try:
        expected = dt.date.fromisoformat(text).isoformat() == text and text >= "1970"
    except ValueError:
        expected = False
    assert is_day(text) is expected


@pytest.mark.parametrize(
    "text", ["2026-02-29", "2026-13-01", "2026-1-01", "1969-12-31", "२०२६-०१-०१", "2026/01/01", ""]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert not is_day(text)


def test_today_is_a_day_in_utc() -> None:
    before, said, after = dt.datetime.now(dt.UTC), today(), dt.datetime.now(dt.UTC)
    assert before.date().isoformat() <= said <= after.date().isoformat()
