"""Checks a matrix folder: its YAML, its schema, and what a schema cannot say. Prints and mends nothing."""

from __future__ import annotations

from auditor.compile_matrix import check_folder
from auditor.matrix_lines import line_faults
from auditor.matrix_tree import Fault

__all__ = ["Fault", "validate"]


def validate(folder: str) -> list[Fault]:
    """Every fault of the matrix in this folder, by file and line; OSError where there is no such folder.

    What a file must be before its contents are compared (readable, of the schema) comes alone: once those faults are
    mended, those between files and of release lines show.
    """
    files, faults = check_folder(folder)
    if not faults:
        faults = [fault for file in files if file.kind == "product" for fault in line_faults(file)]
    return sorted(faults, key=lambda fault: (fault.path, fault.line))
