"""Addresses as they may be shown: without the user and password that stand in some of them."""

from __future__ import annotations

import re

_USER = re.compile(r"(?<=://)[^/@\s]*@")


def public(address: str) -> str:
    """``address`` without user and password."""
    return _USER.sub("", address)
