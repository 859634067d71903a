"""``python -m auditor``."""

from __future__ import annotations

from auditor.cli import program

if __name__ == "__main__":
    program()
