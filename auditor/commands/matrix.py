"""``matrix``: print and compare matrices, fetch the published one, and for maintainers check and refresh its files."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace

from auditor.commands import Outcome
from auditor.errors import UserError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from auditor.maintain.diff import Change
    from auditor.maintain.page import PageRow
    from auditor.matrix import Matrix

PUBLISHED = "MATRIX_AUDIT_UPDATE_URL"


def arguments(parser: ArgumentParser) -> None:
    """The sub-commands of ``matrix``."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("show", help="print a product, or the whole as a table")
    show.add_argument("product", nargs="?", help="a product's id, or a package such as npm:auth0 (default: all)")
    show.add_argument("--matrix", metavar="NAME-PATH-OR-URL", default="auth0", help="which matrix (default: auth0)")
    validate = actions.add_parser("validate", help="check the YAML files of a matrix; exit 1 on a fault")
    validate.add_argument("folder", nargs="?", help="the matrix's folder (default: those of this checkout)")
    diff = actions.add_parser(
        "diff", help="what changed between two matrices, or two versions of the page; exit 1 if so"
    )
    diff.add_argument("old", metavar="OLD", help="a name, folder, compiled file or address; or a page (.md, .mdx)")
    diff.add_argument("new", metavar="NEW")
    diff.add_argument("--format", choices=("markdown", "json"), default="markdown")
    diff.add_argument("--project", metavar="PATH", action="append", default=[], help="tell whose verdicts change")
    diff.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day of those verdicts (default: today in UTC)")
    update = actions.add_parser("update", help="fetch the published matrix into the user's cache")
    update.add_argument("url", nargs="?", help=f"where it is published (default: the variable {PUBLISHED})")
    update.add_argument("--sha256", metavar="HEX", help="refuse anything but the file with this digest")
    _refresh_arguments(actions.add_parser("refresh", help="for maintainers: bring the YAML files up to date"))


def _refresh_arguments(refresh: ArgumentParser) -> None:
    refresh.add_argument("folder", nargs="?", help="the matrix's folder (default: auth0 of this checkout)")
    refresh.add_argument("--check", action="store_true", help="write nothing; exit 1 where upstream moved")
    refresh.add_argument("--only", metavar="ECOSYSTEM", action="append", default=[], help="ask only this; repeatable")
    refresh.add_argument(
        "--registry",
        metavar="ECOSYSTEM=URL",
        action="append",
        default=[],
        help="another address; not of npm, see npm config",
    )
    refresh.add_argument("--page", metavar="FILE-OR-URL", help="where the page's source is (default: its repository)")
    refresh.add_argument("--no-page", action="store_true", help="do not read the page")
    refresh.add_argument("--browsers", action="store_true", help="refresh the browser data as well")


def run(options: Namespace) -> Outcome:
    """Do what the action says."""
    actions = {"show": _show, "validate": _validate, "diff": _diff, "update": _update, "refresh": _refresh}
    return actions[options.action](options)


def _show(options: Namespace) -> Outcome:
    from auditor.maintain.show import show
    from auditor.matrix import load

    return Outcome(0, show(load(options.matrix), options.product))


def _folders() -> str:
    return os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "matrix")


def _validate(options: Namespace) -> Outcome:
    from auditor.maintain.validate import validate
    from auditor.matrix import BUNDLED

    folders = [options.folder] if options.folder else [os.path.join(_folders(), name) for name in BUNDLED]
    for folder in folders:
        if not os.path.isdir(folder):
            raise UserError(f"{folder} is no folder; give the folder that holds matrix.yaml")
    lines = "".join(f"{fault}\n" for folder in folders for fault in validate(folder))
    said = "the matrix is valid\n" if len(folders) == 1 else "the matrices are valid\n"
    return Outcome(1 if lines else 0, lines or said)


def _diff(options: Namespace) -> Outcome:
    from auditor.commands.check import day
    from auditor.days import today
    from auditor.maintain.diff import as_json, markdown
    from auditor.matrix import load

    try:
        as_of = day(options.as_of) if options.as_of else today()
    except ValueError as error:
        raise UserError(f"--as-of: {error}") from None
    old, new = options.old, options.new
    if _is_page(old) or _is_page(new):
        if options.project:
            raise UserError("--project needs two matrices; a page alone judges nothing")
        changes, names = _page_changes(old, new), (os.path.basename(old), os.path.basename(new))
    else:
        before, after = load(old), load(new)
        changes, names = _matrix_changes(before, after, options.project, as_of), (_title(before), _title(after))
    if options.format == "json":
        text = as_json({"source": old, "title": names[0]}, {"source": new, "title": names[1]}, changes)
    else:
        text = markdown(*names, changes)
    return Outcome(1 if changes else 0, text)


def _matrix_changes(old: Matrix, new: Matrix, projects: list[str], as_of: str) -> list[Change]:
    from auditor.maintain.diff import of_matrices
    from auditor.maintain.verdicts import changed

    return [*of_matrices(old, new), *(change for path in projects for change in changed(path, old, new, as_of))]


def _title(matrix: Matrix) -> str:
    return f"{matrix.title} of {matrix.revision}"


def _is_page(source: str) -> bool:
    return source.endswith((".md", ".mdx"))


def _page_changes(old: str, new: str) -> list[Change]:
    from auditor.maintain.diff import of_pages

    return of_pages(_page_rows(old), _page_rows(new))


def _page_rows(source: str) -> tuple[PageRow, ...]:
    from auditor.maintain.page import of_matrix, parse, read
    from auditor.matrix import load

    return parse(read(source), source).rows if _is_page(source) else of_matrix(load(source))


def _update(options: Namespace) -> Outcome:
    from auditor.cache import age_key, store
    from auditor.matrix import BUNDLED, bundled, path_of
    from auditor.published import fetch

    url = options.url or os.environ.get(PUBLISHED)
    if not url:
        raise UserError(f"the address is missing: give it as the argument, or in the variable {PUBLISHED}")
    matrix, body = fetch(url, options.sha256)
    if matrix.name not in BUNDLED:
        raise UserError(f"{url}: the matrix {matrix.name} is not one that updates; use it with --matrix {url}")
    own = bundled(matrix.name)
    if age_key(matrix) < age_key(own):
        raise UserError(f"{url}: the matrix is of {matrix.revision}, older than the bundled one ({own.revision})")
    if age_key(matrix) == age_key(own) or not store(matrix, body):
        return Outcome(0, f"the {matrix.name} matrix of {matrix.revision} is the one at hand\n")
    return Outcome(0, f"the {matrix.name} matrix of {matrix.revision} is now in {path_of(matrix.name)}\n")


def _refresh(options: Namespace) -> Outcome:
    from auditor.days import today
    from auditor.maintain import browser_data
    from auditor.maintain.ask import Way
    from auditor.maintain.refresh import Request, refresh, summary
    from auditor.matrix import cache_folder

    addresses = dict(given.partition("=")[::2] for given in options.registry)
    request = Request(
        options.folder or os.path.join(_folders(), "auth0"),
        today(),
        tuple(options.only),
        addresses,
        Way(kept=os.path.join(cache_folder(), "refresh")),
        options.check,
        None if options.no_page else options.page or "",
    )
    outcome = refresh(request, _progress if sys.stderr.isatty() else lambda *_: None)
    browsers = browser_data.main(["--check"] if options.check else []) if options.browsers else 0
    moved = options.check and (bool(outcome.changed) or bool(browsers))
    return Outcome(1 if moved else 0, summary(outcome))


def _progress(done: int, total: int, name: str) -> None:
    """One line on a terminal that says how far the asking is."""
    bar = "#" * (30 * done // total)
    end = "\n" if done == total else ""
    sys.stderr.write(f"\r\033[K[{bar:<30}] {done}/{total} {name[:40]}{end}")
