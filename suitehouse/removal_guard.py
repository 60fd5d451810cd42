"""When so many rows are gone from the source that the source is doubted, not the warehouse.

A pass and a sweep judge alike: soft-deleted rows do not count, since the CRM's own clean-up removes
those for good, and a handful may always go, unless the source has no row left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_HALF: Final = 2
REMEDY: Final = (
    "Check that SUITEHOUSE_SOURCE_URL is the right, complete database; if it is, raise "
    "removal_guard_pct in suitehouse.toml."
)


@dataclass(frozen=True, slots=True)
class RemovalGuard:
    """The largest share of a table's live rows that may go, and the handful that always may."""

    pct: float
    rows: int

    def believes(self, *, gone: int, rows: int, gone_live: int, live: int) -> bool:
        """Whether so many rows may become tombstones, of so many that landing has.

        `gone_live` and `live` are those of both that are not soft-deleted.
        """
        return not gone == rows > self.rows and self._is_few(gone_live, live)

    def finds_another_source(self, *, gone: int, of: int) -> bool:
        """Whether half of the rows is gone: nothing of such a source is to be trusted."""
        return is_half(gone, of) and not self._is_few(gone, of)

    def _is_few(self, gone: int, live: int) -> bool:
        return gone <= self.rows or gone * 100 <= live * self.pct


def is_half(gone: int, of: int) -> bool:
    """Whether half of the rows, or more, are gone."""
    return gone * _HALF >= of
