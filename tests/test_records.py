"""Records against what they stand in for: ``typing.NamedTuple``, on generated classes and calls."""

from __future__ import annotations

import copy
import pickle
import typing
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Location
from auditor.records import NamedTuple
from auditor.results import Edit

# What a type checker refuses, and a person may write all the same.
LOOSE: Any = Location

names = st.lists(st.sampled_from(["a", "b", "c", "d", "line", "path"]), unique=True, max_size=5)
values = st.one_of(st.integers(), st.text(max_size=3), st.none(), st.just(()))


class Pair(typing.NamedTuple):
    """The same class made both ways."""

    theirs: Any
    ours: Any


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    fields = draw(names)
    first_default = draw(st.integers(0, len(fields)))
    defaults = {name: draw(values) for name in fields[first_default:]}
    body = {"__annotations__": dict.fromkeys(fields, "object"), **defaults}
    made: Any = typing.NamedTuple
    theirs: Any = made("Thing", [(name, object) for name in fields])
    theirs.__new__.__defaults__ = tuple(defaults.values())
    theirs._field_defaults.update(defaults)
    return Pair(theirs, type("Thing", (NamedTuple,), body))


def outcome(call: Callable[[], Any]) -> tuple[str, Any]:
    """What a call gives, as plain values, or that it is refused: Python has changed its mind by which error."""
    try:
        result = call()
    except (TypeError, ValueError):
        return "refuses", None
    return "gives", (tuple(result), repr(result)) if isinstance(result, tuple) else result


@given(pairs(), st.lists(values, max_size=6), st.dictionaries(st.sampled_from("abcdx"), values, max_size=3))
def test_a_record_is_made_of_the_same_arguments(pair: Pair, positional: list[Any], named: dict[str, Any]) -> None:
    theirs, ours = (outcome(lambda made=made: made(*positional, **named)) for made in pair)  # type: ignore[misc]
    assert ours == theirs


@given(pairs(), st.data(), st.dictionaries(st.sampled_from("abcdx"), values, max_size=3))
def test_an_instance_behaves_alike(pair: Pair, data: st.DataObject, changes: dict[str, Any]) -> None:
    items = data.draw(st.lists(values, min_size=len(pair.ours._fields), max_size=len(pair.ours._fields)))
    theirs, ours = pair.theirs(*items), pair.ours(*items)
    assert ours == theirs == tuple(items)
    assert hash(ours) == hash(theirs)
    assert (ours._fields, ours._asdict(), ours._field_defaults) == (
        theirs._fields,
        theirs._asdict(),
        theirs._field_defaults,
    )
    assert [getattr(ours, name) for name in ours._fields] == items
    assert outcome(lambda: ours._replace(**changes)) == outcome(lambda: theirs._replace(**changes))
    assert outcome(lambda: pair.ours._make(items)) == outcome(lambda: pair.theirs._make(items))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: LOOSE("a"), "Location is missing 'line'"),
        (lambda: LOOSE("a", 1, 1, 1, 1, 1), "Location has 5 fields, and none called more"),
        (lambda: LOOSE("a", 1, 1, 1, 1, path="b"), "Location got path twice"),
        (lambda: LOOSE("a", 1, 1, 1, 1, 1, end_line=1), "none called end_line"),
        (lambda: LOOSE("a", 1, 1, 1, end=1, end_column=1), "Location has 5 fields, and none called end"),
    ],
)
def test_a_wrong_call_is_told_in_words(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        call()


def test_an_unknown_field_cannot_be_replaced() -> None:
    with pytest.raises(ValueError, match="Location has no col, row"):
        LOOSE("a", 1, 1, 1, 1)._replace(row=1, col=2)


def test_a_field_cannot_be_set() -> None:
    with pytest.raises(AttributeError):
        Location("a", 1, 1, 1, 1).line = 2  # type: ignore[misc]


def test_records_can_be_copied_pickled_and_matched() -> None:
    edit = Edit("a", 1, 2, 3, 4, "old", "new")
    assert copy.deepcopy(edit) == pickle.loads(pickle.dumps(edit)) == edit  # noqa: S301 - our own bytes
    assert type(pickle.loads(pickle.dumps(edit))) is Edit  # noqa: S301
    match edit:
        case Edit(path=path, new=new):
            assert (path, new) == ("a", "new")
