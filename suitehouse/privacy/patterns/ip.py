"""Addresses of machines, IPv4 and IPv6; four numbers between 0 and 255 are taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from suitehouse.privacy.pattern import Pattern, Span

_V4: Final = r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
_V6: Final = r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}"
_FOUND: Final = re.compile(
    rf"(?<![\w.:,-])(?:{_V6}(?:[:.]{_V4})?|{_V4})(?![\w:]|[.,-][0-9])", re.IGNORECASE
)


def _spans(text: str) -> Iterator[Span]:
    for found in _FOUND.finditer(text):
        end = found.end() - (found.group().endswith(":") and not found.group().endswith("::"))
        if _is_address(text[found.start() : end]):
            yield found.start(), end


def _is_address(text: str) -> bool:
    try:
        return ip_address(text).version == 4 or any(each.isdigit() for each in text)  # noqa: PLR2004 - IPv4
    except ValueError:
        return False


ip = Pattern(
    rank=60,
    placeholder="[ip]",
    candidate=rf"{_V4}|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f]*",
    spans=_spans,
)
