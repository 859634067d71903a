"""The browserslist query language with its data: what a query asks for, offline.

Nothing here reads a file of a project or looks at the machine: what an answer depends on is handed in. ``config`` finds
a project's own configuration and ``shared`` the packages that it extends; they are imported where they are needed.
"""

from auditor.browserslist.data import Data
from auditor.browserslist.errors import ConfigError, QueryError
from auditor.browserslist.expand import Options, attribute, expand
from auditor.browserslist.grammar import Clause, clauses

__all__ = ["Clause", "ConfigError", "Data", "Options", "QueryError", "attribute", "clauses", "expand"]
