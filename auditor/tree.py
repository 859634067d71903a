"""Where project files come from: a folder on disk. Links are never followed, only regular files are opened, nothing is run."""

from __future__ import annotations

import os
import stat

from auditor.source import MAX_BYTES, ReadError

_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class DirectoryTree:
    """The files under ``root``; paths are POSIX and relative to it, ``""`` is the root itself."""

    def __init__(self, root: str) -> None:
        self.root = os.path.abspath(root)

    def absolute(self, path: str) -> str:
        """The path to hand to the operating system."""
        return os.path.join(self.root, *path.split("/")) if path else self.root

    def children(self, folder: str) -> list[tuple[str, str]]:
        """The (name, kind) pairs in a folder, sorted; kind is file, folder, link or other.

        Raises ``ReadError`` where the folder cannot be listed.
        """
        try:
            with os.scandir(self.absolute(folder)) as entries:
                return sorted((entry.name, _kind(entry)) for entry in entries)
        except OSError as error:
            raise ReadError(f"cannot be listed: {(error.strerror or str(error)).lower()}") from None

    def read(self, path: str) -> bytes:
        """The bytes of a regular file. Raises ``ReadError`` for anything else, and above ``MAX_BYTES``."""
        try:
            handle = os.open(self.absolute(path), _OPEN_FLAGS)
            try:
                return _content(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise ReadError(
                f"cannot be opened: {(error.strerror or str(error)).lower()}", remedy="check its permissions"
            ) from None

    def link(self, path: str) -> str:
        """Where a symbolic link leads: ``inside`` the root, ``outside`` it, or ``dangling``."""
        if not os.path.exists(os.path.realpath(self.absolute(path))):
            return "dangling"
        return "outside" if self.target(path) is None else "inside"

    def target(self, path: str) -> str | None:
        """The path, below the root, that a symbolic link leads to; None where it leads out of it."""
        target, root = os.path.realpath(self.absolute(path)), os.path.realpath(self.root)
        if target != root and not target.startswith(root.rstrip(os.sep) + os.sep):
            return None
        return target[len(root) :].strip(os.sep).replace(os.sep, "/")


def _content(handle: int) -> bytes:
    """The bytes behind a handle. What was a file when the folder was listed may have become something else."""
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        raise ReadError("is not a regular file", remedy="replace it with the file itself")
    data = b""
    if status.st_size <= MAX_BYTES:
        with open(handle, "rb", closefd=False) as file:
            data = file.read(MAX_BYTES + 1)
    if status.st_size > MAX_BYTES or len(data) > MAX_BYTES:
        raise ReadError(f"is larger than {MAX_BYTES // 1024 // 1024} MiB, the most that is read of one file")
    return data


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink() or entry.is_junction() if hasattr(entry, "is_junction") else entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"
