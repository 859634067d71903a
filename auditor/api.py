"""The Python interface: the same audit as the command line's, on the same objects."""

from __future__ import annotations

import os
from collections.abc import Sequence

from auditor.config import Configuration
from auditor.days import is_day, today
from auditor.errors import UserError
from auditor.matrix import Matrix
from auditor.matrix import load as load_matrix
from auditor.pipeline import Configure, Request
from auditor.pipeline import audit as run
from auditor.records import TYPE_CHECKING
from auditor.results import Report
from auditor.roots import configuration_of, of_paths, repository_of

if TYPE_CHECKING:
    from auditor.pipeline import Tree

__all__ = ["audit", "load_matrix"]


def audit(
    path_or_tree: str | os.PathLike[str] | Tree,
    *,
    matrix: Matrix | Sequence[Matrix] | str | None = None,
    config: Configuration | str | os.PathLike[str] | None = None,
    as_of: str | None = None,
) -> Report:
    """Audit a folder, a file's project, or a tree, and give back the report.

    ``matrix`` is a loaded one, several, or the name or path of one (default: what the configuration says, else
    ``auth0``). ``config`` replaces the configuration found in the tree; ``as_of`` is a day as YYYY-MM-DD (default:
    today in UTC). Raises ``UserError`` for arguments or a configuration that cannot be used.
    """
    if as_of is not None and not is_day(as_of):
        raise UserError(f"as_of is not a day of the calendar: {as_of!r}; write YYYY-MM-DD")
    day, matrices = as_of or today(), _matrices(matrix)
    if not isinstance(path_or_tree, str | os.PathLike):
        return run(Request(path_or_tree, matrices, _configure(None, config), day))
    roots = of_paths([os.fspath(path_or_tree)])
    base = roots.tree.root
    report = run(Request(roots.tree, matrices, _configure(base, config), day, roots.starts, roots.takes))
    return report._replace(from_repository=repository_of(base).prefix)


def _configure(base: str | None, config: Configuration | str | os.PathLike[str] | None) -> Configure:
    if isinstance(config, Configuration):
        return lambda _: config
    return configuration_of(base or os.getcwd(), config) if base or config else configuration_of(None)


def _matrices(matrix: Matrix | Sequence[Matrix] | str | None) -> tuple[Matrix, ...]:
    if matrix is None:
        return ()
    if isinstance(matrix, str):
        return (load_matrix(matrix),)
    return (matrix,) if isinstance(matrix, Matrix) else tuple(matrix)
