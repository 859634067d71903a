"""Reads a table of the real browserslist's answers (see ``oracles/browserslist``) and asks our own resolver the same.

``python tests/browserslist_table.py TABLE`` prints every difference and exits 1 where there is one.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from auditor.browserslist import QueryError, expand
from auditor.browserslist.config import environment, find_config, find_stats, pick
from auditor.browserslist.shared import find_export, find_shared_stats


class Table:
    """A table of the real browserslist's answers."""

    def __init__(self, path: str) -> None:
        with open(path, encoding="utf-8") as file:
            self.content: dict[str, Any] = json.load(file)
        self.packages: dict[str, str] = self.content["packages"]

    def answer(self, stored: str | list[int]) -> str | list[str]:
        """The versions, or the error after an exclamation mark."""
        if isinstance(stored, str):
            return stored
        groups = (self.content["groups"][number].split(" ") for number in stored)
        return [f"{name} {version}" for name, *versions in groups for version in versions]

    def ask(self, query: str | list[str], options: dict[str, Any]) -> str | list[str]:
        """Our own answer to a query with the options of its case."""
        return self._expand(
            query,
            self.packages,
            "",
            now=options.get("now", self.content["now"]),
            stats=self.content["stats"].get(options.get("stats")),
            environment=options.get("env") or "production",
            mobile_to_desktop=options.get("mobileToDesktop", False),
            ignore_unknown_versions=options.get("ignoreUnknownVersions", False),
        )

    def configured(self, files: dict[str, str], options: dict[str, Any]) -> str | list[str]:
        """Our own answer for a tree of files."""
        tree = {**self.packages, **files}
        variables, folder = options["variables"], options["from"]
        name = options.get("env") or environment(variables)
        strict = options.get("throwOnMissing") or False
        try:
            config = find_config(reader(tree), folder, variables=variables)
            entries = pick(config, name, throw_on_missing=strict) if config else None
            stats = find_stats(reader(tree), folder, variables=variables)
        except QueryError as error:
            return f"!{error}"
        query = "defaults" if entries is None else [entry.text for entry in entries]
        return self._expand(query, tree, folder, now=self.content["now"], stats=stats, environment=name)

    def _expand(self, query: str | list[str], tree: dict[str, str], folder: str, **options: Any) -> str | list[str]:
        read = reader(tree)
        try:
            return expand(
                query,
                extends=lambda name: find_export(read, name, folder),
                shared_stats=lambda name: find_shared_stats(read, name, ""),
                node=self.content["node"],
                **options,
            )
        except QueryError as error:
            return f"!{error}"


def reader(tree: dict[str, str]) -> Callable[[str], bytes | None]:
    """A reader of a tree that is held in memory."""
    return partial(_read, tree)


def _read(tree: dict[str, str], path: str) -> bytes | None:
    return tree[path].encode() if path in tree else None


def unordered(answer: str | list[str]) -> object:
    """An answer without the order of a browser's versions: browserslist sorts ``TP`` by a comparison that contradicts itself."""
    return (
        answer if isinstance(answer, str) else {name: sorted(v) for name, v in groupby(answer, lambda i: i.split()[0])}
    )


def main(path: str) -> int:
    """Print the differences and their number."""
    table = Table(path)
    cases: list[tuple[str, Callable[..., str | list[str]], Any]]
    cases = [("query", table.ask, case) for case in table.content["queries"]]
    cases += [("configuration", table.configured, case) for case in table.content["configurations"]]
    differing = in_order_only = 0
    for name, ask, (subject, options, stored) in cases:
        ours, theirs = ask(subject, options), table.answer(stored)
        if unordered(ours) != unordered(theirs):
            differing += 1
            sys.stdout.write(
                f"{name} {json.dumps(subject)} {json.dumps(options)}\n  theirs {theirs}\n  ours   {ours}\n"
            )
        elif ours != theirs:
            in_order_only += 1
    sys.stdout.write(f"{len(cases)} cases: {differing} differ, {in_order_only} more in the order of versions\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
