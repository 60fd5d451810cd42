"""Runs suites with Great Expectations on frames read from the warehouse, and builds Data Docs.

The library takes seconds to import, so it is imported when suites run and never before. It is told
to keep counts only: neither its results nor the pages hold a value of a row.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from suitehouse.errors import LayoutError
from suitehouse.quality.data_docs import finish_site, replaced_folder
from suitehouse.quality.expectations import Suite, TableExpectations
from suitehouse.quality.results import SuiteResult, failed_expectations

ReadArrow = Callable[[str], pa.Table]

# No examples: by default a result quotes values of the rows that fell short.
_COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}


def run_suites(
    read: ReadArrow, suites: Sequence[Suite], home: Path, *, run_id: str = ""
) -> tuple[SuiteResult, ...]:
    """Return how each table of each suite met its expectations; leave Data Docs under `home`.

    `read` runs a query on the warehouse. An expectation that is not met is an answer, not an
    exception. The pages, in `home/quality/data_docs`, are those of the last run.

    Raises:
        LayoutError: A suite expects something that cannot be evaluated on a column's type.
    """
    with replaced_folder(home / "quality" / "data_docs") as folder:
        context = _context(folder)
        results = tuple(
            _check(context, suite.name, table, read(_query(table)), run_id)
            for suite in suites
            for table in suite.tables
        )
        context.build_data_docs()
        finish_site(folder, results)
    return results


def _query(table: TableExpectations) -> str:
    columns = ", ".join(f'"{name}"' for name in table.columns)
    where = " where _removed_at is null" if table.live else ""
    return f'select {columns} from "{table.schema}"."{table.table}"{where}'  # noqa: S608 - our own names


def _context(site: Path) -> Any:
    """A context that lives in memory, writes its pages to `site` and sends nothing anywhere."""
    # The library reads this once, on import, and would report usage to its makers without it.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx  # noqa: PLC0415 - takes seconds
    from great_expectations.data_context.types.base import (  # noqa: PLC0415 - as above
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        data_docs_sites={"suitehouse": _site(site)},
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _site(folder: Path) -> Mapping[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(folder.resolve()),
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }


def _check(
    context: Any, suite: str, table: TableExpectations, rows: pa.Table, run_id: str
) -> SuiteResult:
    """Validate the rows of one table and say how they met its expectations."""
    document = _validate(context, suite, table, rows, run_id)
    _refuse_unevaluated(document, suite, table)
    return SuiteResult(
        name=suite,
        asset_key=table.asset_key,
        rows=rows.num_rows,
        evaluated=len(document["results"]),
        failed=failed_expectations(document),
    )


def _validate(
    context: Any, suite: str, table: TableExpectations, rows: pa.Table, run_id: str
) -> Mapping[str, Any]:
    import great_expectations as gx  # noqa: PLC0415 - takes seconds
    from great_expectations.core.run_identifier import RunIdentifier  # noqa: PLC0415 - as above

    name = f"{suite}.{table.table}"
    source = context.data_sources.add_or_update_pandas(name)
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
    definition = gx.ValidationDefinition(
        name=name,
        data=batch,
        suite=context.suites.add(
            gx.ExpectationSuite(
                name=name,
                expectations=[
                    getattr(gx.expectations, each.type)(**each.arguments)
                    for each in table.expectations
                ],
            )
        ),
    )
    outcome = context.validation_definitions.add(definition).run(
        batch_parameters={"dataframe": rows.to_pandas()},
        result_format=_COUNTS_ONLY,
        run_id=RunIdentifier(run_name=run_id or name),
    )
    document: Mapping[str, Any] = outcome.to_json_dict()
    return document


def _refuse_unevaluated(document: Mapping[str, Any], suite: str, table: TableExpectations) -> None:
    """Stop before a page is built: an exception's text may quote a value."""
    for result in document["results"]:
        if _has_raised(result["exception_info"]):
            raise LayoutError(
                f"suite {suite}: {result['expectation_config']['type']} cannot be evaluated on "
                f"{table.schema}.{table.table}; compare it with the types of its columns."
            )


def _has_raised(info: Mapping[str, Any]) -> bool:
    # One flag, or one for each metric that was computed.
    parts = [info, *(part for part in info.values() if isinstance(part, Mapping))]
    return any(part.get("raised_exception") for part in parts)
