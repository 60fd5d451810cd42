"""What has to be built: everything, what is downstream of changed tables, or nothing.

A build is remembered only once all of it passed, so a failed one is made again by the next run
whether or not the source changes in between. What is remembered names the loads it was made of: a
warehouse that was restored or made anew does not match it, and is built anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from suitehouse.contracts.model import TableContract
from suitehouse.modelling.results import NodeResult
from suitehouse.settings import Settings
from suitehouse.warehouses.protocol import ArrowReadable

# The load that last changed a row of each table, how many did before it, and the rows it left. The
# order is that of writing, since a clock can be set back.
_VERSIONS = """
select
    table_name,
    concat_ws(' ', arg_max(run_id, rowid), count(*), arg_max(landing_rows, rowid)) as version
from ops.table_loads
where rows_changed + rows_removed > 0
group by table_name
order by table_name
"""


class Build(BaseModel):
    """One good build: the project it was made of and, for each table, the load it was made of.

    `warned` names the tests that found something and stop nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: str
    fingerprint: str
    versions: Mapping[str, str]
    warned: frozenset[str] = frozenset()


class BuildPlan(BaseModel):
    """What a run has to build, and what it will have been made of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    everything: bool
    tables: tuple[str, ...]
    fingerprint: str
    versions: Mapping[str, str]
    warned: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether every model already says what its tables say."""
        return not self.everything and not self.tables

    def selection(self, prefix: str) -> tuple[str, ...]:
        """Return dbt's selectors: each changed table's staging model and all downstream of it."""
        return () if self.everything else tuple(f"{prefix}{table}+" for table in self.tables)

    def done(self, run_id: str, results: Sequence[NodeResult]) -> Build:
        """Return the build that carrying out this plan made; later loads are not part of it."""
        seen = {result.unique_id for result in results}
        warned = {result.unique_id for result in results if result.is_only_a_warning}
        return Build(
            run_id=run_id,
            fingerprint=self.fingerprint,
            versions=self.versions,
            warned=(self.warned - seen) | warned,
        )


def plan_build(last: Build | None, *, fingerprint: str, versions: Mapping[str, str]) -> BuildPlan:
    """Return what must be built, given the last good build and what is true now."""
    known = last.versions if last else {}
    return BuildPlan(
        everything=last is None or last.fingerprint != fingerprint,
        tables=tuple(t for t, load in sorted(versions.items()) if known.get(t) != load),
        fingerprint=fingerprint,
        versions=versions,
        warned=last.warned if last else frozenset(),
    )


def table_versions(warehouse: ArrowReadable) -> Mapping[str, str]:
    """Return for each table that was ever loaded the last load that changed it."""
    found = warehouse.read(_VERSIONS).to_pydict()
    return dict(zip(found["table_name"], found["version"], strict=True))


def unfinished_tables(warehouse: ArrowReadable) -> tuple[str, ...]:
    """Return the tables that are loaded in parts, of which some are still to come."""
    found = warehouse.read("select table_name from ops.load_positions order by table_name")
    return tuple(found.column("table_name").to_pylist())


def row_count(warehouse: ArrowReadable, table: str) -> int:
    """Return how many rows `schema.table` has."""
    schema, _, name = table.partition(".")
    sql = f'select count(*) as n from "{schema}"."{name}"'  # noqa: S608 - names from the project
    return int(warehouse.read(sql).column("n")[0].as_py())


def last_build_path(settings: Settings) -> Path:
    """Where the last good build of a home is remembered."""
    return settings.home / "dbt" / "last_build.json"


def passed_build_path(settings: Settings) -> Path:
    """Where the build that met every suite is remembered."""
    return settings.home / "dbt" / "passed_build.json"


def duplicate_keys(warehouse: ArrowReadable, contract: TableContract) -> int:
    """Return how many keys of a landing table are on more than one row."""
    if not contract.key:
        return 0  # its rows may be alike
    key = ", ".join(f'"{name}"' for name in contract.key)
    sql = f'select 1 from landing."{contract.table}" group by {key} having count(*) > 1'  # noqa: S608 - names from contracts
    return int(warehouse.read(f"select count(*) as n from ({sql})").column("n")[0].as_py())  # noqa: S608 - as above


def load_build(path: Path) -> Build | None:
    """Return a remembered build; None, which costs one build too many, if it can't be read."""
    try:
        return Build.model_validate_json(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValidationError):
        return None


def save_build(build: Build, path: Path) -> None:
    """Remember a build; whoever reads at the same time sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(build.model_dump_json(indent=1), encoding="utf-8")
    fresh.replace(path)
