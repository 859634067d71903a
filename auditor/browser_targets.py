"""What files declare of browsers, before a query is expanded. See ``auditor.targets``."""

from __future__ import annotations

from auditor.model import At
from auditor.records import NamedTuple


class BrowserQuery(NamedTuple):
    """One text of a declaration of browsers, as its author wrote it, and where it stands (offsets, or the place of a tool's default).

    ``query`` is what it means in browserslist's language: the text itself (``exact``, letter by letter), or what a tool's own
    words amount to (``chrome58`` is ``chrome >= 58``); None for what names no browsers, such as a language level.
    """

    text: str
    at: At | range
    query: str | None
    exact: bool = True


class BrowserTargets(NamedTuple):
    """The browsers that one place of a file declares for one environment (``defaults`` where it names none).

    ``tool`` is who reads it (browserslist, Vite, Babel ...). ``form`` is how the texts stand there: ``lines`` of a text file,
    a ``list`` of strings, one ``text``, or values of a ``table``. With ``below`` it holds in the folders below as well, up to a
    nearer one of the same tool. ``default`` says that nobody declared it: it is what the tool takes by itself.
    """

    path: str
    tool: str
    environment: str
    form: str
    queries: tuple[BrowserQuery, ...]
    below: bool = False
    default: str | None = None
