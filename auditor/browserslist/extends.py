"""Which names of shareable configurations browserslist accepts, and which queries it makes of their exports."""

from __future__ import annotations

import re

from auditor.browserslist.errors import QueryError

_ACCEPTED = r"browserslist-config-|@[^/]+(?:/[^/]+)?/browserslist-config(?:-|\Z|/)"
_SCOPE = r"@[^/]+/"


def check_name(name: str, *, dangerous: bool = False) -> None:
    """Refuse a name that a shareable configuration must not have, unless `dangerous` allows every name."""
    use = " Use `dangerousExtend` option to disable."
    if dangerous:
        return
    if not re.match(_ACCEPTED, name):
        raise QueryError(f"Browserslist config needs `browserslist-config-` prefix. {use}")
    if "\\" in name:
        raise QueryError(f"`\\` not allowed in Browserslist config name. {use}")
    if "." in re.sub(_SCOPE, "", name, count=1):
        raise QueryError(f"`.` not allowed in Browserslist config name. {use}")
    if "node_modules" in name:
        raise QueryError(f"`node_modules` not allowed in Browserslist config.{use}")


def exported(name: str, export: object, environment: str) -> list[str]:
    """The queries that a package's export gives for an environment."""
    if isinstance(export, dict):
        export = export.get(environment) or export.get("defaults") or []
        export = [export] if isinstance(export, str) else export
    if isinstance(export, list) and all(isinstance(query, str) for query in export):
        return export
    raise QueryError(f"`{name}` config exports not an array of queries or an object of envs")
