"""The browserslist query language with its data: what a query or a project's configuration asks for, offline.

Nothing here reads a file of a project or looks at the machine: what an answer depends on is handed in.
"""

from auditor.browserslist.config import Config, Entry, environment, find_config, find_stats, pick
from auditor.browserslist.data import Data
from auditor.browserslist.errors import ConfigError, QueryError
from auditor.browserslist.expand import Options, attribute, expand
from auditor.browserslist.grammar import Clause, clauses
from auditor.browserslist.shared import find_export, find_shared_stats

__all__ = [
    "Clause",
    "Config",
    "ConfigError",
    "Data",
    "Entry",
    "Options",
    "QueryError",
    "attribute",
    "clauses",
    "environment",
    "expand",
    "find_config",
    "find_export",
    "find_shared_stats",
    "find_stats",
    "pick",
]
