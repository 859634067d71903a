"""One module per output format: ``NAME``, the file-name ``ENDINGS`` that choose it, and ``render``.

The package is walked, so a new format is a new file. Asking for one format imports no other.
"""

from __future__ import annotations

import os

from auditor.modules import import_module
from auditor.records import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def names() -> tuple[str, ...]:
    """The names of all formats, in alphabetical order, without importing any of them."""
    # pkgutil.iter_modules would do the same, for 7 ms of imports.
    files = (file for folder in __path__ for file in os.listdir(folder))
    return tuple(sorted(file.removesuffix(".py") for file in files if file.endswith(".py") and file[0] != "_"))


def load(name: str) -> ModuleType:
    """The module of the format ``name``; raises ``ValueError`` where there is none, naming those there are."""
    if name not in names():
        raise ValueError(f"no report format {name!r}; there are: {', '.join(names())}")
    return import_module(f"{__name__}.{name}")


def format_for(path: str) -> str | None:
    """The format that the name of the file ``path`` stands for, or None; the longest ending wins."""
    endings = {ending: name for name in names() for ending in load(name).ENDINGS}
    matching = [ending for ending in endings if path.lower().endswith(ending)]
    return endings[max(matching, key=len)] if matching else None
