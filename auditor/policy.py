"""How severe a finding is: the rule's own severity, then the policy, then the configuration, then what its scope allows."""

from __future__ import annotations

from collections.abc import Mapping

POLICIES = ("strict", "standard", "lenient")
ORDER = ("note", "warning", "error")

_STRICT = {"MA101": "error", "MA103": "error", "MA104": "error", "MA107": "error", "MA302": "error", "MA201": "warning"}
_LENIENT = {
    **dict.fromkeys(("MA101", "MA103", "MA104", "MA105", "MA107", "MA501", "MA903"), "note"),
    **dict.fromkeys(("MA102", "MA301", "MA303"), "warning"),
}


def severity(rule: str, default: str, policy: str, chosen: Mapping[str, str], *, keep: bool = False) -> str:
    """The severity of one finding: ``chosen`` (the configuration's, by rule id; may be ``off``) wins over the policy.

    ``default`` is what the rule says of this case under ``standard``; with ``keep`` the policy leaves it as it is.
    """
    if rule in chosen:
        return chosen[rule]
    if keep:
        return default
    if policy == "strict" and rule in _STRICT:
        return _higher(default, _STRICT[rule])
    if policy == "lenient" and rule in _LENIENT:
        return lower(default, _LENIENT[rule])
    return default


def _higher(one: str, other: str) -> str:
    return max(one, other, key=ORDER.index)


def lower(one: str, other: str) -> str:
    """The less severe of two severities; ``off`` stays ``off``."""
    return "off" if "off" in {one, other} else min(one, other, key=ORDER.index)
