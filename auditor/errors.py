"""The one error that means: the program was asked for something it cannot do. Its text is one line for whoever asked."""

from __future__ import annotations


class UserError(Exception):
    """Bad arguments, configuration or matrix, or a root that cannot be read: exit status 2, no traceback."""
