"""E-mail addresses, with international names and domains."""

from __future__ import annotations

from suitehouse.privacy.pattern import Pattern

_LABEL = r"[\p{L}\p{N}](?:[\p{L}\p{N}\-]*[\p{L}\p{N}])?"

email = Pattern(
    rank=20,
    placeholder="[email]",
    candidate=rf"[\p{{L}}\p{{N}}\p{{M}}._%+'&=~#!$*/{{}}|^`?\-]+@(?:{_LABEL}\.)+\p{{L}}{{2,}}",
)
