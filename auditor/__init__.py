"""matrix-audit: is everything this repository runs against Auth0 inside the Product Support Matrix?

``audit`` and ``load_matrix`` are what the command line uses; they are imported when first asked for.
"""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__", "audit", "load_matrix", "versions"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from auditor import versions
    from auditor.api import audit, load_matrix


def __getattr__(name: str) -> object:
    if name == "versions":
        from auditor.modules import import_module

        return import_module("auditor.versions")
    if name in {"audit", "load_matrix"}:
        from auditor import api

        return getattr(api, name)
    raise AttributeError(f"module 'auditor' has no attribute {name!r}")
