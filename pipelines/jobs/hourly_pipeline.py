"""The whole pipeline: capture what changed, build what depends on it, check, publish, reconcile."""

from __future__ import annotations

import dagster as dg

hourly_pipeline = dg.define_asset_job(
    name="hourly_pipeline",
    selection=dg.AssetSelection.all(),
    description="One pass of the whole pipeline over what changed in the CRM.",
    executor_def=dg.in_process_executor,
)
