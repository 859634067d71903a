"""Package URLs (the purl specification's types and encoding) for the ecosystems that have a type."""

from __future__ import annotations

from functools import lru_cache

_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_~")
_WITHOUT_TYPE = frozenset(("terraform", "wordpress", "browser", "runtime", "os"))

_FOLDED = frozenset(("pypi", "composer"))  # types whose names the specification wants in lower case


@lru_cache(maxsize=1 << 16)  # a bill of materials asks twice, and lockfiles of one tree hold the same packages
def purl(ecosystem: str, name: str, version: str | None = None) -> str | None:
    """The package URL of a package, None for an ecosystem that the specification has no type for."""
    if ecosystem in _WITHOUT_TYPE:
        return None
    if ecosystem in _FOLDED:
        name = name.lower().replace("_", "-") if ecosystem == "pypi" else name.lower()
    parts = name.split(":" if ecosystem == "maven" else "/")
    path = "/".join(_encoded(part) for part in parts)
    return f"pkg:{ecosystem}/{path}" + (f"@{_encoded(version)}" if version else "")


def _encoded(text: str) -> str:
    if _SAFE.issuperset(text):
        return text
    # A colon is left as it is, as the specification asks; surrogates cannot be encoded and are replaced.
    return "".join(
        char if char in _SAFE or char == ":" else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
        for char in text
    )
