"""The errors that end a run early and are no bug: asked for something impossible, or told to stop."""

from __future__ import annotations


class UserError(Exception):
    """Bad arguments, configuration or matrix, or a root that cannot be read: exit status 2, one line, no traceback."""


class Terminated(BaseException):
    """SIGTERM while something is being written, so that it can be cleaned up: exit status 143."""
