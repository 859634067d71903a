"""What the formats of Swift packages share: a repository's address as a package name."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SCP = re.compile(r"(?:[^@/:]+@)?([^/:@]+):(?!//)(.+)")


def name_of(address: str) -> str:
    """The package name of a repository: host and path, without scheme, user, port, ``.git`` and a closing slash.

    The case of the path stays as written; matching does not look at it.
    """
    address = address.strip()
    scheme = _SCHEME.match(address)
    if scheme:
        host, slash, path = address[scheme.end() :].partition("/")
        host = host.rpartition("@")[2].partition(":")[0]
    else:
        scp = _SCP.fullmatch(address)
        if scp is None:
            return address
        host, slash, path = scp[1], "/", scp[2].lstrip("/")
    path = path.partition("?")[0].partition("#")[0].rstrip("/").removesuffix(".git").rstrip("/")
    return f"{host.lower()}{slash}{path}" if path else host.lower()


def is_local(address: str) -> bool:
    """Whether an address is a folder of this machine."""
    return address.startswith(("/", "./", "../", "~", "file:")) or (":" not in address and "@" not in address)
