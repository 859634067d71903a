"""``importlib.import_module`` for our own modules, without the half millisecond that importing ``importlib`` takes."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType


def import_module(name: str) -> ModuleType:
    """The module of an absolute dotted name."""
    __import__(name)
    return sys.modules[name]
