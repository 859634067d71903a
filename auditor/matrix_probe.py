"""Looks through a compiled matrix that is not the bundled one before anything relies on it.

The bundled file was checked where it was built; one from elsewhere may be cut short, older or made by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from auditor import matrix_types
from auditor.days import is_day
from auditor.matrix import Matrix, MatrixError, Product, decode, latest_day

PLAIN = {"str": str, "bool": bool, "int": int}


UNSOUND = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)


def shallow(path: str, compiled: Mapping[str, Any]) -> Matrix:
    """The matrix of a compiled file, of which only the head was looked at. Raises MatrixError as ``probe`` does."""
    try:
        matrix = Matrix(compiled)
        for text in (matrix.name, matrix.title, matrix.vendor, matrix.source, matrix.page_url):
            _check(text, "str")
        for day in (matrix.revision, matrix.checked):
            _check_date(day)
    except UNSOUND as error:
        raise _unsound(path, error) from error
    return matrix


def sound_decoder(path: str) -> Callable[[str], Product]:
    """Decodes a product of the file at ``path`` and looks through it; raises MatrixError where it is not sound."""

    def decoded(text: str) -> Product:
        try:
            product = decode(text)
            _check(product, "Product")
        except UNSOUND as error:
            raise _unsound(path, error) from error
        return product

    return decoded


def _unsound(path: str, error: Exception) -> MatrixError:
    what = str(error).split("\n")[0]
    return MatrixError(f"{path}: not a sound matrix ({what}); fetch it again or give the folder")


def probe(path: str, compiled: Mapping[str, Any]) -> Matrix:
    """The matrix of a compiled file, every part of it decoded once and of the type it should be.

    Raises MatrixError, whose text is one line, for the first part that is not.
    """
    try:
        matrix = Matrix(compiled)
        for value in _parts(matrix):
            _check(value, type(value).__name__)
        for day in (matrix.revision, matrix.checked, *_dates(matrix)):
            _check_date(day)
    except UNSOUND as error:
        raise _unsound(path, error) from error
    return matrix


def _dates(matrix: Matrix) -> Iterator[str]:
    for fact in matrix.lifecycle():
        dates = (fact.available, fact.deprecated, fact.read_only, fact.end_of_life, fact.private_cloud_end)
        yield from (date for date in dates if date is not None)


def _parts(matrix: Matrix) -> list[Any]:
    texts = (matrix.name, matrix.title, matrix.vendor, matrix.source, matrix.page_url)
    for text in (*texts, *matrix.tables.values(), *matrix.rules.values()):
        _check(text, "str")
    found = [match for name in matrix.names() for match in [matrix.match(*name)] if match]
    products = [matrix.product(id_) for id_ in matrix.product_ids()]
    return [
        *found,
        *products,
        *matrix.levels.values(),
        *matrix.traps(),
        *matrix.targets(),
        *matrix.footnotes().values(),
        *matrix.listings(),
        *matrix.lifecycle(),
    ]


def _check(value: Any, kind: str) -> None:
    """Raise TypeError unless ``value`` is of the type ``kind``, spelt as in the annotations of ``matrix_types``."""
    if kind.endswith(" | None"):
        if value is not None:
            _check(value, kind.removesuffix(" | None"))
    elif kind.startswith("tuple["):
        for item in value:
            _check(item, kind.removeprefix("tuple[").removesuffix(", ...]"))
    elif kind.startswith("Mapping["):
        for key, item in value.items():
            _check(key, "str")
            _check(item, kind.removeprefix("Mapping[str, ").removesuffix("]"))
    elif kind in PLAIN:
        if type(value) is not PLAIN[kind]:
            raise TypeError(f"{value!r} where there should be {kind}")
    else:
        _check_record(value, kind)


def _check_record(value: Any, kind: str) -> None:
    for name, annotation in getattr(matrix_types, kind).__annotations__.items():
        _check(getattr(value, name), annotation)
        if name == "date" and getattr(value, name) is not None:
            _check_date(getattr(value, name))


def _check_date(date: str) -> None:
    if not is_day(latest_day(date)):
        raise ValueError(f"{date!r} where there should be a date")
