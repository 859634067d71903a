"""Severities: every rule under every policy, as the interface states them, and what the configuration chooses over them."""

from __future__ import annotations

import pytest

from auditor.policy import ORDER, POLICIES, lower, severity

RAISED = {"MA101": "error", "MA103": "error", "MA104": "error", "MA107": "error", "MA302": "error", "MA201": "warning"}
LOWERED = {
    **dict.fromkeys(("MA101", "MA103", "MA104", "MA105", "MA107", "MA501", "MA903"), "note"),
    **dict.fromkeys(("MA102", "MA301", "MA303"), "warning"),
}
RULES = [
    f"MA{number}" for number in (*range(101, 109), 201, 202, 203, 301, 302, 303, 401, 402, 501, 601, *range(901, 906))
]


@pytest.mark.parametrize("default", ORDER)
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("rule", RULES)
def test_a_policy_moves_only_what_the_interface_says(rule: str, policy: str, default: str) -> None:
    expected = default
    if policy == "strict" and rule in RAISED:
        expected = max(default, RAISED[rule], key=ORDER.index)
    if policy == "lenient" and rule in LOWERED:
        expected = min(default, LOWERED[rule], key=ORDER.index)
    assert severity(rule, default, policy, {}) == expected
    assert severity(rule, default, policy, {}, keep=True) == default


@pytest.mark.parametrize("chosen", [*ORDER, "off"])
@pytest.mark.parametrize("keep", [True, False])
def test_the_configuration_has_the_last_word(chosen: str, keep: bool) -> None:
    assert severity("MA103", "warning", "strict", {"MA103": chosen}, keep=keep) == chosen


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("error", "warning", "warning"), ("note", "warning", "note"), ("off", "error", "off"), ("warning", "off", "off")],
)
def test_the_lower_of_two_is_the_milder(one: str, other: str, expected: str) -> None:
    assert lower(one, other) == expected
