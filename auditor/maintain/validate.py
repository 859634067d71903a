"""Checks a matrix folder: its YAML, its schema, and what a schema cannot say. Prints and mends nothing."""

from __future__ import annotations

from auditor.compile_matrix import check_folder
from auditor.matrix_tree import Fault

__all__ = ["Fault", "validate"]


def validate(folder: str) -> list[Fault]:
    """Every fault of the matrix in this folder, by file and line; OSError where there is no such folder.

    What a file must be before its contents are compared (readable, of the schema) comes alone: once those faults are
    mended, those between files and of release lines show.
    """
    return sorted(check_folder(folder)[1], key=lambda fault: (fault.path, fault.line))
