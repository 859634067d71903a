"""Project files as a git revision has them, read from the object database through dulwich. Never runs git, never writes.

Packed and loose objects, alternates, worktrees, shallow and partial clones are read as they are; nothing is fetched, so
what a clone lacks ends the run with a line that says what to fetch.
"""

from __future__ import annotations

import contextlib
import os
import re
import weakref
from collections.abc import Iterator, Sequence

from auditor.errors import UserError
from auditor.records import TYPE_CHECKING
from auditor.source import MAX_BYTES, ReadError

if TYPE_CHECKING:
    from typing import TypeVar

    from dulwich.config import ConfigFile
    from dulwich.objects import Commit, ObjectID, ShaFile
    from dulwich.repo import Repo

    Kind = TypeVar("Kind", bound=ShaFile)

_FOLDER, _FILE, _LINK, _SUBMODULE, _TYPE = 0o040000, 0o100000, 0o120000, 0o160000, 0o170000
_KINDS = {_FOLDER: "folder", _FILE: "file", _LINK: "link", _SUBMODULE: "submodule"}
_ID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_STEP = re.compile(r"\^\{(?:commit)?\}|([~^])([0-9]{0,6})")
_STEPS = re.compile(f"(?:{_STEP.pattern})*")
# Where git looks for a short name, in its order (gitrevisions(7)).
_NAMES = ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
_MOST_LINKS = 40  # as many as Linux follows


class GitTree:
    """The files of one revision below a folder of the repository; paths are POSIX and relative to that folder.

    ``root`` is where the folder would be on disk, ``commit`` the full id of the revision.
    """

    def __init__(self, repository: Repository, revision: str, commit: str, base: str = "") -> None:
        self.root = os.path.join(repository.root, *base.split("/")) if base else repository.root
        self.revision = revision
        self.commit = commit
        self._repository = repository
        self._base = base
        self._top: ObjectID = repository.commit(commit, revision).tree
        self._entries: dict[ObjectID, dict[str, tuple[int, ObjectID]]] = {}

    def below(self, folder: str) -> GitTree:
        """The same revision, seen from a folder (relative to this one, in which it need not be)."""
        return GitTree(self._repository, self.revision, self.commit, "/".join(filter(None, (self._base, folder))))

    def children(self, folder: str) -> list[tuple[str, str]]:
        """The (name, kind) pairs in a folder, sorted; kind is file, folder, link, submodule or other.

        Raises ``ReadError`` where there is no such folder, ``UserError`` where the clone lacks it.
        """
        found = self._found(self._whole(folder))
        if found is None or found[0] & _TYPE != _FOLDER:
            raise ReadError(f"is no folder at {self.revision}")
        return sorted((name, _kind(name, mode)) for name, (mode, _) in self._listed(found[1], folder).items())

    def read(self, path: str) -> bytes:
        """The bytes of a regular file. Raises ``ReadError`` for anything else and above ``MAX_BYTES``, ``UserError`` as above."""
        found = self._found(self._whole(path))
        if found is None or found[0] & _TYPE != _FILE:
            raise ReadError(f"is not a regular file at {self.revision}")
        data = self._content(found[1], path)
        if len(data) > MAX_BYTES:
            raise ReadError(f"is larger than {MAX_BYTES // 1024 // 1024} MiB, the most that is read of one file")
        return data

    def link(self, path: str) -> str:
        """Where a symbolic link leads: ``inside`` the folder, ``outside`` it, or ``dangling``."""
        return self._followed(path)[0]

    def target(self, path: str) -> str | None:
        """The path, below the folder, that a symbolic link leads to; None where it leads out of it or nowhere."""
        where, at = self._followed(path)
        return "/".join(at[len(self._whole("")) :]) if where == "inside" else None

    def _followed(self, path: str) -> tuple[str, list[str]]:
        waiting, at = list(reversed(self._whole(path))), list[str]()
        for _ in range(_MOST_LINKS):
            target = self._next_link(waiting, at)
            if target is None:
                break
            if target.startswith("/"):
                return "outside", at
            waiting += [part for part in reversed(target.split("/")) if part not in {"", "."}]
        else:
            return "dangling", at
        if waiting:
            return "outside" if waiting[-1] == ".." else "dangling", at
        base = self._whole("")
        return "inside" if at[: len(base)] == base else "outside", at

    def _next_link(self, waiting: list[str], at: list[str]) -> str | None:
        """Walk on until a link, whose target is given; None at the end, or where what is left of ``waiting`` cannot be walked."""
        while waiting:
            if waiting[-1] == "..":
                if not at:
                    return None
                at.pop()
            elif (found := self._found([*at, waiting[-1]])) is None:
                return None
            elif found[0] & _TYPE == _LINK:
                return os.fsdecode(self._content(found[1], "/".join([*at, waiting.pop()])))
            else:
                at.append(waiting[-1])
            waiting.pop()
        return None

    def _whole(self, path: str) -> list[str]:
        return [part for part in f"{self._base}/{path}".split("/") if part]

    def _found(self, parts: Sequence[str]) -> tuple[int, ObjectID] | None:
        mode, number = _FOLDER, self._top
        for depth, part in enumerate(parts):
            entry = self._listed(number, "/".join(parts[:depth])).get(part) if mode & _TYPE == _FOLDER else None
            if entry is None:
                return None
            mode, number = entry
        return mode, number

    def _listed(self, number: ObjectID, folder: str) -> dict[str, tuple[int, ObjectID]]:
        if number not in self._entries:
            from dulwich.objects import Tree

            tree = self._repository.expect(number, Tree, f"the folder {folder or '.'} of {self.revision}")
            with _sound(self._repository.root):
                self._entries[number] = {os.fsdecode(entry.path): (entry.mode, entry.sha) for entry in tree.items()}
        return self._entries[number]

    def _content(self, number: ObjectID, path: str) -> bytes:
        from dulwich.objects import Blob

        return self._repository.expect(number, Blob, f"{path} of {self.revision}").data


def _kind(name: str, mode: int) -> str:
    # Such names stand in no tree that git itself has written.
    return "other" if "/" in name or name in {"", ".", ".."} else _KINDS.get(mode & _TYPE, "other")


class Repository:
    """A git repository at ``root``, the folder that holds ``.git``, or a bare one. Raises ``UserError`` where it cannot be read."""

    def __init__(self, root: str) -> None:
        self.root = root
        with _sound(root):
            self._repo = _opened(root)
        # Files that dulwich holds open would be complained of at the end of the program.
        weakref.finalize(self, self._repo.close)

    def tree(self, revision: str, base: str = "") -> GitTree:
        """The files of a revision below ``base``, a folder relative to the repository's root."""
        return GitTree(self, revision, self.resolve(revision), base)

    def resolve(self, revision: str) -> str:
        """The id of the commit that ``revision`` names, as gitrevisions(7) has it.

        That is a ref or its short name, ``HEAD`` or ``@``, a whole or shortened id, each with any of ``~N``, ``^N`` and ``^{}``.
        Raises ``UserError`` for what names no commit, and where the clone lacks it.
        """
        name = re.split("[~^]", revision, maxsplit=1)[0]
        steps = revision[len(name) :]
        if not _STEPS.fullmatch(steps):
            raise UserError(
                f"{revision}: {steps} is not read; name a branch, a tag or a commit, with ~N or ^N behind it"
            )
        commit = self.commit(self._named(name, revision), revision)
        for step in _STEP.finditer(steps):
            number = int(step[2]) if step[2] else 1
            for _ in range(number if step[1] == "~" else bool(number and step[1])):
                commit = self._parent(commit, number - 1 if step[1] == "^" else 0, revision)
        return commit.id.decode()

    def merge_base(self, one: str, other: str, named: str) -> str:
        """The newest commit that two commits have in common. ``named`` is how the user calls the first."""
        from dulwich.graph import find_merge_base

        with _sound(self.root):
            try:
                found = find_merge_base(self._repo, [_id(one), _id(other)])
            except KeyError:
                raise UserError(f"the history of {named} is not whole in this {self._lacking()}") from None
        if found:
            return found[-1].decode()
        if self._repo.get_shallow():
            raise UserError(
                f"{named}: this clone is shallow and lacks where it branched off; run git fetch --unshallow"
            )
        raise UserError(f"{named} has no commit in common with what is audited; name another revision")

    def commit(self, number: str, revision: str) -> Commit:
        """The commit with this id; annotated tags are followed."""
        from dulwich.objects import Commit, Tag

        thing = self.object(_id(number), f"the commit of {revision}")
        while isinstance(thing, Tag):
            thing = self.object(thing.object[1], f"the commit of {revision}")
        if isinstance(thing, Commit):
            return thing
        raise UserError(
            f"{revision} names a {thing.type_name.decode()}, not a commit; name a branch, a tag or a commit"
        )

    def expect(self, number: ObjectID, kind: type[Kind], what: str) -> Kind:
        """The object with this id, which is to be of a kind. ``what`` says in errors what it is the content of."""
        thing = self.object(number, what)
        if isinstance(thing, kind):
            return thing
        raise UserError(f"{self.root}: {what} is a {thing.type_name.decode()} in this damaged repository; run git fsck")

    def object(self, number: ObjectID, what: str) -> ShaFile:
        """Any object. Raises ``UserError`` that says what to fetch where the clone lacks it."""
        try:
            with _sound(self.root):
                return self._repo.object_store[number]
        except KeyError:
            raise UserError(f"{what} is not in this {self._lacking()}") from None

    def _lacking(self) -> str:
        config = self._repo.get_config()
        remotes = [section for section in config.sections() if section[0] == b"remote"]
        if any(config.get_boolean(section, b"promisor", False) for section in remotes):
            return "partial clone; run git fetch --refetch --no-filter"
        if self._repo.get_shallow():
            return "shallow clone; run git fetch --deepen=100, or --unshallow"
        return "clone; run git fetch, and git fsck if that brings nothing"

    def _named(self, name: str, revision: str) -> str:
        """The id behind the part of a revision before its steps, which may be that of an annotated tag."""
        if _ID.fullmatch(name):
            return name
        for pattern in _NAMES:
            found = self._ref(pattern.format("HEAD" if name == "@" else name)) if name else None
            if found:
                return found
        if re.fullmatch("[0-9a-f]{4,63}", name):
            return self._shortened(name, revision)
        remote = next(
            (ref[13:] for ref in self._refs("refs/remotes/") if ref.partition("/")[2].endswith(f"/{name}")), None
        )
        advice = f"name {remote}" if name and remote else "fetch it first, or name another"
        raise UserError(f"{revision or 'an empty text'} is no branch, tag or commit in {self.root}; {advice}")

    def _ref(self, name: str) -> str | None:
        from dulwich.errors import RefFormatError
        from dulwich.refs import Ref

        try:
            found = self._repo.refs[Ref(os.fsencode(name))].decode()
        except (KeyError, RefFormatError, ValueError, OSError, AssertionError):
            return None  # no ref, or a name that none can have
        return found if _ID.fullmatch(found) else None

    def _refs(self, beginning: str) -> Iterator[str]:
        with _sound(self.root):
            names = sorted(self._repo.refs.allkeys())
        yield from (os.fsdecode(name) for name in names if name.startswith(beginning.encode()))

    def _shortened(self, beginning: str, revision: str) -> str:
        from dulwich.objects import Commit, Tag

        with _sound(self.root):
            numbers = sorted(set(self._repo.object_store.iter_prefix(beginning.encode())))
        found = [number for number in numbers if isinstance(self.object(number, revision), Commit | Tag)]
        if len(found) == 1:
            return found[0].decode()
        what = "the beginning of several commits" if found else "no branch, tag or commit"
        raise UserError(f"{revision}: {beginning} is {what} in {self.root}; write more of the id")

    def _parent(self, commit: Commit, number: int, revision: str) -> Commit:
        if number < len(commit.parents):
            return self.commit(commit.parents[number].decode(), revision)
        raise UserError(f"{revision}: {commit.id.decode()[:12]} has no such parent; go back less far")


def _id(number: str) -> ObjectID:
    from dulwich.objects import ObjectID

    return ObjectID(number.encode())


def _opened(root: str) -> Repo:
    from dulwich.repo import Repo

    class Tolerant(Repo):
        """Opens partial clones too, and what shall not be pruned: for a reader these extensions change nothing."""

        def get_config(self) -> ConfigFile:
            config = super().get_config()
            for name in (b"partialclone", b"preciousobjects", b"noop"):
                with contextlib.suppress(KeyError):
                    config.remove((b"extensions",), name)
            return config

    return Tolerant(root)


@contextlib.contextmanager
def _sound(root: str) -> Iterator[None]:
    """Turn what dulwich raises at a damaged or foreign repository into one line."""
    import zlib
    from struct import error as struct_error

    from dulwich import errors
    from dulwich.refs import SymrefLoop
    from dulwich.repo import UnsupportedExtension, UnsupportedVersion

    try:
        yield
    except errors.NotGitRepository:
        raise UserError(f"{root} is not in a git repository; run this inside one") from None
    except (UnsupportedVersion, UnsupportedExtension) as error:
        raise UserError(f"{root}: a git repository of a kind that is not read: {error}") from None
    except (
        errors.FileFormatException,
        errors.ChecksumMismatch,
        errors.ApplyDeltaError,
        SymrefLoop,
        AssertionError,
        EOFError,
        OSError,
        struct_error,
        ValueError,
        zlib.error,
    ) as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise UserError(f"{root}: the git repository cannot be read ({said}); run git fsck") from None
