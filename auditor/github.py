"""What ``action.yml`` runs: makes one ``check`` of the inputs and the event, and tells the runner what came of it.

Inputs and event are read from the environment and never become part of a script. The check is a process of its own;
this module writes only to the files that the runner names.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from auditor.errors import UserError
from auditor.escape import command_value, prose
from auditor.git_tree import Repository

CHECKOUT = "fetch-depth: 2"
SUMMARY_BYTES = 1024 * 1024  # a larger summary is dropped as a whole
_FALSE, _TRUE = ("false", "no", "off", "0"), ("", "true", "yes", "on", "1")


class Inputs(NamedTuple):
    """The action's inputs. An empty text is one that was not given."""

    paths: tuple[str, ...]
    policy: str
    fail_on: str
    config: str
    since: str
    sarif_file: str
    summary: bool
    annotations: bool
    args: tuple[str, ...]


class Change(NamedTuple):
    """What a pull request or a merge group proposes: the commit it is made against, and its own (empty if not said)."""

    base: str
    head: str = ""


class Run(NamedTuple):
    """The words of the check, and what to warn of."""

    words: tuple[str, ...]
    warning: str = ""


def inputs_of(environment: Mapping[str, str]) -> Inputs:
    """The inputs as the step hands them over. Raises ``UserError`` for a value that cannot be meant."""

    def text(name: str) -> str:
        value = environment.get(f"INPUT_{name}", "").strip()
        if name != "ARGS" and "\n" in value:
            raise UserError(f"{name.lower().replace('_', '-')}: takes one line")
        return value

    try:
        args = tuple(shlex.split(environment.get("INPUT_ARGS", "")))
    except ValueError as error:
        raise UserError(f"args: {str(error).lower()}; quote as in a shell") from None
    paths = [line.strip() for line in environment.get("INPUT_PATHS", "").splitlines()]
    return Inputs(
        paths=tuple(f"./{path}" if path.startswith("-") else path for path in paths if path) or (".",),
        policy=text("POLICY"),
        fail_on=text("FAIL_ON"),
        config=text("CONFIG"),
        since=text("SINCE"),
        sarif_file=text("SARIF_FILE"),
        summary=_switch("summary", text("SUMMARY")),
        annotations=_switch("annotations", text("ANNOTATIONS")),
        args=args,
    )


def _switch(name: str, value: str) -> bool:
    if value.lower() not in (*_TRUE, *_FALSE):
        raise UserError(f"{name}: write true or false, not {value!r}")
    return value.lower() in _TRUE


def change_of(environment: Mapping[str, str]) -> Change | None:
    """What the event proposes; None for a push and everything else that has no base. The payload's form is GitHub's."""
    name, path = environment.get("GITHUB_EVENT_NAME", ""), environment.get("GITHUB_EVENT_PATH", "")
    if name not in {"pull_request", "pull_request_target", "merge_group"}:
        return None
    try:
        with open(path, encoding="utf-8-sig") as file:
            payload = json.load(file)
    except (OSError, ValueError, RecursionError):
        payload = {}
    if name == "merge_group":
        return Change(_text(payload, "merge_group", "base_sha"))
    return Change(_text(payload, "pull_request", "base", "sha"), _text(payload, "pull_request", "head", "sha"))


def _text(value: Any, *route: str) -> str:
    for key in route:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def base_of(change: Change, folder: str) -> str | None:
    """The revision that a change is made against, as the clone around ``folder`` has it; None if it does not.

    What the runner checks out is the pull request merged into its base, so the first parent is that base as it is now;
    where something else was checked out, the event names it.
    """
    from auditor.git_roots import repository_at

    try:
        repository = repository_at(folder)
        checked_out = repository.commit(repository.resolve("HEAD"), "HEAD")
    except UserError:
        return None
    parents = [parent.decode() for parent in checked_out.parents]
    merged = len(parents) == 2 and parents[1] == change.head
    revisions = (["HEAD^1"] if merged else []) + ([change.base] if change.base else [])
    return next((revision for revision in revisions if _is_whole(repository, revision)), None)


def _is_whole(repository: Repository, revision: str) -> bool:
    """Whether a clone has all of a revision that an audit reads. A partial clone has commits without their files."""
    from auditor.discover import discover
    from auditor.scanners import claims
    from auditor.source import ReadError

    try:
        tree = repository.tree(revision)
        found = discover(tree, claims())
        for path in (*found.configurations, *(path for path, _ in found.files)):
            with contextlib.suppress(ReadError):
                tree.read(path)
    except UserError:
        return False
    return True


def check_of(inputs: Inputs, change: Change | None, base: Callable[[Change], str | None]) -> Run:
    """The check for these inputs: for a change only what is new counts, and its base says what is ignored."""
    given = {word.partition("=")[0] for word in inputs.args}
    words = [f"--{name}={value}" for name, value in (("policy", inputs.policy), ("fail-on", inputs.fail_on)) if value]
    words += [f"--config={inputs.config}"] if inputs.config else []
    since = inputs.since if inputs.since != "none" else ""
    chosen = bool(inputs.since) or not given.isdisjoint(("--since", "--baseline"))
    warning = ""
    if change:
        found = base(change)
        configured = not given.isdisjoint(("--config", "--no-config", "--config-rev"))
        if found:
            words += [] if configured else [f"--config-rev={found}"]
            since = since if chosen else found
        else:
            words += [] if configured else ["--no-ignores", "--no-lowering"]
            warning = _without_base(chosen=chosen, configured=configured)
    words += [f"--since={since}"] if since else []
    words += [f"--output=sarif={inputs.sarif_file}"] if inputs.sarif_file else []
    words += ["--format=github"] if inputs.annotations else []
    return Run((*words, *inputs.args, *inputs.paths), warning)


def _without_base(*, chosen: bool, configured: bool) -> str:
    """What is different because the base of a change is not there; nothing where the workflow has decided it all."""
    parts = [] if chosen else ["the whole tree counts, not only what is new"]
    parts += (
        [] if configured else ["the change's own configuration is used, without its ignores and lowered severities"]
    )
    remedy = f"give actions/checkout the line {CHECKOUT} (and no filter)"
    return (
        f"the commit that this change is based on is not in the clone, so {', and '.join(parts)}; {remedy}"
        if parts
        else ""
    )


def outputs_of(summary: Mapping[str, Any], sarif_file: str) -> str:
    """The lines for the runner's file of outputs; ``summary`` is the JSON report's."""
    values = {name: summary[name] for name in ("verdict", "errors", "warnings")}
    return "".join(f"{name}={value}\n" for name, value in (values | {"sarif-file": sarif_file}).items())


def summary_of(markdown: str, warning: str) -> str:
    """The job summary: the report, and before it what was different about this run."""
    said = f"> {prose(warning[:1].upper() + warning[1:])}\n\n" if warning else ""
    return (said + markdown).encode()[: SUMMARY_BYTES - 1].decode("utf-8", "ignore")


def main() -> int:
    """Run the action's step; the status is the check's."""
    try:
        return _audited(inputs_of(os.environ), change_of(os.environ), os.environ)
    except UserError as error:
        _command("error", str(error))
        return 2


def _audited(inputs: Inputs, change: Change | None, environment: Mapping[str, str]) -> int:
    run = check_of(inputs, change, lambda change: base_of(change, inputs.paths[0]))
    if run.warning:
        _command("warning", run.warning)
    with tempfile.TemporaryDirectory(prefix="matrix-audit-") as folder:
        report, summary = os.path.join(folder, "report.json"), os.path.join(folder, "summary.md")
        status = _check([f"--output=json={report}", f"--output=markdown={summary}", *run.words])
        if not os.path.exists(report):
            return status
        with open(report, encoding="utf-8") as file:
            _append(environment.get("GITHUB_OUTPUT"), outputs_of(json.load(file)["summary"], inputs.sarif_file))
        if inputs.summary:
            with open(summary, encoding="utf-8") as file:
                _append(environment.get("GITHUB_STEP_SUMMARY"), summary_of(file.read(), run.warning))
    return status


def _check(words: Sequence[str]) -> int:
    """Run the check, isolated: nothing in the working directory is imported. Its report goes where this program's goes."""
    sys.stdout.flush()
    command = [sys.executable, "-I", "-X", "utf8", "-m", "auditor", "check", *words]
    done = subprocess.run(command, check=False, stderr=subprocess.PIPE, encoding="utf-8", errors="replace")  # noqa: S603 - our own program
    sys.stderr.write(done.stderr)
    sys.stderr.flush()
    if done.returncode == 2 and (lines := done.stderr.splitlines()):
        _command("error", lines[-1].removeprefix("matrix-audit: ").removeprefix("error: "))
    return done.returncode


def _append(path: str | None, text: str) -> None:
    if path:
        with open(path, "a", encoding="utf-8", newline="\n") as file:
            file.write(text)


def _command(level: str, message: str) -> None:
    sys.stdout.write(f"::{level} title=matrix-audit::{command_value(message)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
