"""The sweep alone: what it heals is built and published by the next run of the pipeline."""

from __future__ import annotations

import dagster as dg

from assets.landing.sweep import sweep_landing


@dg.job(
    description=(
        "Prove every table equal to the CRM by digest, heal what differs, and record why it was "
        "missed; a budget in suitehouse.toml bounds what it asks of the source."
    ),
    executor_def=dg.in_process_executor,
)
def nightly_sweep() -> None:
    """Sweep all captured tables, longest unproven first."""
    sweep_landing()
