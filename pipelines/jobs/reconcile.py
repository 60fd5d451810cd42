"""The reconciliations alone, over what has landed: for new export files, and at month-end."""

from __future__ import annotations

import dagster as dg

reconcile = dg.define_asset_job(
    name="reconcile",
    selection=dg.AssetSelection.groups("recon"),
    description=(
        "Reconcile the export files with what has landed. The run config takes the month, "
        "ops.reconciliation.config.period; without it the period is what the files cover."
    ),
    executor_def=dg.in_process_executor,
)


def config_of(month: str) -> dict[str, object]:
    """Return the run config that reconciles a month."""
    return {"ops": {"reconciliation": {"config": {"period": month}}}}
