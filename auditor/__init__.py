"""matrix-audit: is everything this repository runs against Auth0 inside the Product Support Matrix?"""

from __future__ import annotations

__version__ = "0.1.0"
