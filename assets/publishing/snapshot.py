"""The file that analysts open: replaced whole, after every blocking check of the marts passed."""

from datetime import timedelta

import dagster as dg

from assets.edge import values_withheld
from assets.models.models import MARTS, models
from assets.ports import SettingsReader, Warehouse

_MARTS = sorted(key for key in models.keys if key.path[0] == MARTS)


@dg.asset(
    key=["published", "snapshot"],
    deps=_MARTS,
    group_name="published",
    kinds={"duckdb"},
    owners=["team:crm-data"],
    pool="duckdb_writer",
    freshness_policy=dg.FreshnessPolicy.time_window(
        fail_window=timedelta(hours=26), warn_window=timedelta(hours=3)
    ),
)
def snapshot(
    settings: dg.ResourceParam[SettingsReader], warehouse: dg.ResourceParam[Warehouse]
) -> dg.MaterializeResult:
    """A read-only copy of the warehouse, replaced atomically; readers keep what they have open.

    Only a build that passed every dbt test and met every suite is copied, and only while nothing
    landed or changed after it; else the last good snapshot stays where it is.
    """
    with values_withheld():
        publication = warehouse.publish(settings.read(), settings.policy())
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(str(publication.path)),
            "bytes": publication.size_bytes,
            "was_replaced": publication.was_replaced,
        }
    )
