"""The configuration of an audit that a change must not weaken: that of an earlier revision, or its own as far as that is stricter.

Reads revisions through ``git_tree`` alone; what the options are that ask for it is not known here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from auditor import config
from auditor.config import ConfigError, Configuration, File, Settings, Source
from auditor.discover import discover
from auditor.git_roots import repository_at
from auditor.pipeline import Configure
from auditor.records import TYPE_CHECKING
from auditor.roots import configuration_of
from auditor.scanners import claims
from auditor.source import ReadError

if TYPE_CHECKING:
    from typing import Any

    from auditor.git_tree import GitTree


def configuration_at(base: str, revision: str, given: str | None = None) -> Configure:
    """How to make the configuration that ``revision`` has for an audit at the folder ``base``.

    ``given`` is the one file to use; one outside the repository is read from the disk. Where the revision has none, or
    one that cannot be used, there is no configuration. Raises ``UserError`` where the clone lacks the revision.
    """
    whole = repository_at(base).tree(revision)
    if given and _is_outside(given, whole):
        return configuration_of(base, given)
    named = f"configuration as of {revision} ({whole.commit[:12]})"
    try:
        made = _given(whole, base, given) if given else _found(whole, base)
        made = made._replace(said=named if made.files else f"{named}: there is none")
    except (ConfigError, ReadError) as error:
        made = Configuration(_relative(base, whole), said=f"{named}: none, for what is there cannot be used: {error}")
    return lambda _: made


def _is_outside(path: str, whole: GitTree) -> bool:
    relative = _relative(path, whole)
    return relative.startswith("../") or os.path.isabs(relative)


def _relative(path: str, whole: GitTree) -> str:
    relative = os.path.relpath(os.path.abspath(path), whole.root).replace(os.sep, "/")
    return "" if relative == "." else relative


def _given(whole: GitTree, base: str, given: str) -> Configuration:
    folder, _, name = _relative(given, whole).rpartition("/")
    try:
        present = (name, "file") in whole.children(folder)
    except ReadError:
        present = False
    if not present:
        return Configuration(_relative(base, whole))
    return config.load_given(Source(folder, name, whole.read(_relative(given, whole)), given), _relative(base, whole))


def _found(whole: GitTree, base: str) -> Configuration:
    tree = whole.below(_relative(base, whole))
    return configuration_of(base, None, whole)(list(_sources(tree)))


def _sources(tree: GitTree) -> Iterator[Source]:
    for path in discover(tree, claims()).configurations:
        folder, _, name = path.rpartition("/")
        yield Source(folder, name, tree.read(path))


def unlowered(configure: Configure) -> Configure:
    """The same configuration without what makes an audit milder than by default.

    Severities other than error, the policy lenient, fail-on never, a longer grace and leaving out the default matrix do
    not count; exclusions do.
    """

    def without(found: Sequence[Source]) -> Configuration:
        configuration = configure(found)
        files = tuple(File(file.folder, _unlowered(file.values)) for file in configuration.files)
        said = configuration.said or ("what makes an audit milder does not count in the configuration" if files else "")
        return configuration._replace(files=files, said=said)

    return without


def _unlowered(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = dict(values)
    if "severity" in kept:
        kept["severity"] = {rule: chosen for rule, chosen in kept["severity"].items() if chosen == "error"}
    if kept.get("policy") == "lenient":
        del kept["policy"]
    if kept.get("fail_on") == "never":
        del kept["fail_on"]
    if kept.get("grace_days", 0) > Settings().grace_days:
        del kept["grace_days"]
    if "matrix" in kept and not {*Settings().matrix} <= {*kept["matrix"]}:
        del kept["matrix"]
    return kept
