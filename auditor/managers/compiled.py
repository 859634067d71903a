"""The command that pip-compile or uv wrote into a file that it made, as it is typed again in that file's folder.

The text is the audited tree's: only options that are known to name nothing to run are taken over, each word is quoted
anew, and with any other option the command is not followed at all.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

_PROGRAMS = (("pip-compile",), ("uv", "pip", "compile"), ("uv", "export"))
_FLAGS = frozenset(
    "--all-extras --all-groups --all-packages --allow-unsafe --dev --emit-index-annotation --emit-index-url --generate-hashes"
    " --no-allow-unsafe --no-annotate --no-default-groups --no-dev --no-editable --no-emit-find-links --no-emit-index-url"
    " --no-emit-local --no-emit-options --no-emit-project --no-emit-trusted-host --no-emit-workspace --no-hashes --no-header"
    " --no-strip-extras --only-dev --pre --reuse-hashes --strip-extras --universal".split()
)
_VALUED = frozenset(
    "--annotation-style --exclude-newer --extra --fork-strategy --format --group --no-emit-package --no-extra --no-group"
    " --only-group --package --prerelease --prune --python-platform --python-version --resolution --resolver"
    " --unsafe-package".split()
)
_FILES = frozenset("-c --build-constraints --constraint --constraints --override --overrides".split())
_OUTPUT = frozenset(("-o", "--output-file"))
# What was upgraded, whether uv.lock might change, and how much was said, when the file was made.
_PASSING = frozenset("--frozen --locked -q --quiet -U --upgrade -v --verbose".split())
_PASSING_VALUED = frozenset("-P --upgrade-package".split())
# The number of a Python is plain, the path of one is a program.
_PYTHON = frozenset(("-p", "--python"))
_TAKING = _VALUED | _FILES | _OUTPUT | _PASSING_VALUED | _PYTHON


def again(command: str, project: str) -> list[str] | None:
    """The words that make a file (a path from the base) again in its folder; None where the command is not plain."""
    import shlex

    try:
        said = shlex.split(command)
    except ValueError:
        return None
    program = next((words for words in _PROGRAMS if tuple(said[: len(words)]) == words), None)
    options = None if program is None else list(_options(said[len(program) :]))
    if program is None or options is None or not all(_is_known(option, value) for option, value in options):
        return None
    sources = [value for option, value in options if option == "" and value]
    named = next((value for option, value in options if option in _OUTPUT), None)
    # What uv exports without a name was redirected to a file.
    made = posixpath.basename(project) if program[-1] == "export" else _made_from(sources)
    output = posixpath.normpath(named or made)
    if project != output and not project.endswith(f"/{output}"):
        return None
    ran_in, made_in = posixpath.join("/", project[: len(project) - len(output)]), posixpath.dirname(f"/{project}")

    def seen(path: str) -> str:
        return posixpath.relpath(posixpath.join(ran_in, path), made_in)

    kept: list[str] = []
    for option, value in options:
        if option in _FLAGS:
            kept.append(option)
        elif option in _FILES:
            kept += [option, seen(value or "")]
        elif option in _VALUED | _PYTHON:
            kept += [option, value or ""]
    return [*program, *map(seen, sources), *kept, "--output-file", posixpath.basename(project)]


def _options(said: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Options with their values; a file to compile has the empty name."""
    words = iter(said)
    for word in words:
        option, equals, value = word.partition("=")
        if not word.startswith("-"):
            yield "", word
        elif equals:
            yield option, value
        else:
            yield word, next(words, "-") if word in _TAKING else None


def _is_known(option: str, value: str | None) -> bool:
    if option in _FLAGS | _PASSING:
        return value is None
    if option in _PYTHON:
        return str(value).replace(".", "").isdigit()
    is_plain = bool(value) and not str(value).startswith(("-", "/", "~")) and "://" not in str(value)
    return is_plain and (option == "" or option in _TAKING)


def _made_from(sources: Sequence[str]) -> str:
    """The file that pip-compile makes where it is told no name."""
    if len(sources) != 1 or not sources[0].endswith(".in"):
        folder = posixpath.dirname(sources[0]) if sources else ""
        return posixpath.join(folder, "requirements.txt")
    return f"{sources[0].removesuffix('.in')}.txt"
