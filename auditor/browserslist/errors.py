"""The errors of the query language, in browserslist's own words."""

from __future__ import annotations


class QueryError(Exception):
    """A query that browserslist refuses; the message is its own."""


class ConfigError(QueryError):
    """A configuration that browserslist refuses, with the file and line (1-based) to look at."""

    def __init__(self, message: str, path: str, line: int = 1) -> None:
        super().__init__(message)
        self.path = path
        self.line = line


def unknown_query(text: str) -> QueryError:
    """The error for a clause that is of no known kind."""
    return QueryError(f"Unknown browser query `{text}`. Maybe you are using old Browserslist or made typo in query.")
