"""The time, so that a run can be told another one."""

from __future__ import annotations

from datetime import datetime

import dagster as dg

from suitehouse.operations.clock import system_clock


class SystemClock(dg.ConfigurableResource[None]):
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return now, aware, in UTC."""
        return system_clock()


clock = SystemClock()
