"""Links that carry a user: a password before the host, or a person, a session or a key behind it.

Other links stay: they name a page.
"""

from __future__ import annotations

from suitehouse.privacy.pattern import Pattern

_REST = r"[^\s<>\"]"
_TELLING = "mail|name|user|login|phone|tel|token|key|auth|session|sid|pass|pwd|contact|customer"
_WITH_USER = rf"\b[a-zA-Z][a-zA-Z0-9+.\-]{{1,15}}://{_REST}*?(?:@|%40){_REST}*"
_WITH_QUERY = (
    rf"\b[a-zA-Z][a-zA-Z0-9+.\-]{{1,15}}://{_REST}*?"
    rf"[?&#;](?i:[a-z_.\-\[\]]*(?:{_TELLING})[a-z_.\-\[\]]*)={_REST}*"
)

url = Pattern(rank=10, placeholder="[url]", candidate=f"{_WITH_USER}|{_WITH_QUERY}")
