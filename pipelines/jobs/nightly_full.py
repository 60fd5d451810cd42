"""The whole pipeline with every table read whole, which also finds what no stamp shows."""

from __future__ import annotations

import dagster as dg

nightly_full = dg.define_asset_job(
    name="nightly_full",
    selection=dg.AssetSelection.all(),
    description=(
        "Read every table whole: finds rows that were hard-deleted or changed without moving "
        "their stamp, then does all that the hourly pipeline does."
    ),
    config=dg.RunConfig(ops={"landing": {"config": {"full": True}}}),
    executor_def=dg.in_process_executor,
)
