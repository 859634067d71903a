"""What of the audited tree a suggestion may look at: scans, the texts behind them, and small files beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from auditor.locate import Text
from auditor.model import Scan
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from auditor.pipeline import Tree

Texts = Callable[[str], Text | None]


class Scene(NamedTuple):
    """The scans of a run by path, and two ways to a file's text.

    ``text`` gives that of a document of the run, ``beside`` that of another file; None where there is none.
    """

    scans: Mapping[str, Scan]
    text: Texts
    beside: Callable[[str], str | None]


def texts_of(documents: Mapping[str, Document]) -> Texts:
    """The texts of a run's documents, each located in the syntax that its scanner read it in."""
    known: dict[str, Text] = {}

    def text_of(path: str) -> Text | None:
        document = documents.get(path)
        if document is None:
            return None
        if path not in known:
            known[path] = Text(path, document.text, document.syntax)
        return known[path]

    return text_of


def said(text: Text, route: Sequence[str]) -> str | None:
    """The string that stands at a route of keys, None where there is none. A route alone does not tell: it is taken to exist."""
    if text.syntax == "json":
        import json

        value = json.loads(text.text)
        for key in route:
            value = value.get(key) if isinstance(value, dict) else None
        return value if isinstance(value, str) else None
    span = text.span(tuple(route))
    return text.text[slice(*span)].strip("'\"") if span else None


def set_up(scans: Sequence[Scan], documents: Mapping[str, Document], tree: Tree) -> Scene:
    """The scene of a run. Files beside the documents are read when they are asked for, as every other file is."""
    held: dict[str, str | None] = {}

    def beside(path: str) -> str | None:
        if path not in held:
            held[path] = _small(tree, path)
        return held[path]

    if any(scan.catalogs for scan in scans):
        from auditor.catalogs import inlined

        scans = inlined(scans)
    return Scene({scan.path: scan for scan in scans}, texts_of(documents), beside)


def _small(tree: Tree, path: str) -> str | None:
    folder, _, name = path.rpartition("/")
    try:
        if (name, "file") not in tree.children(folder):
            return None
        return Document(path, tree.read(path)).text
    except ReadError:
        return None  # a pin that cannot be read pins nothing; the suggestion is only poorer by it
