"""The ten digits for those of other scripts, in which telephone numbers are written too."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping
from functools import cache


@cache
def western_digits() -> Mapping[str, str]:
    """Return 0 to 9 by each other character that means one."""
    characters = map(chr, range(0x80, sys.maxunicode + 1))
    return {each: str(int(each)) for each in characters if unicodedata.category(each) == "Nd"}
