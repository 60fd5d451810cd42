"""The whole of a genuine SuiteCRM, before and after ten days of its changes."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from captures import AFTER_THE_JOURNAL, Capturer
from genuine import journal, load_genuine, replay, suitecrm_folder

from suitehouse.capturing.selection import live_shape
from suitehouse.settings import CapturePolicy
from suitehouse.source.digest import Digester
from suitehouse.source.windows import whole_table

pytestmark = pytest.mark.integration

JOURNAL_STARTS = "2026-11-25 00:00:00"
BASELINE_CLOCK = datetime(2026, 11, 24, 20, tzinfo=UTC)
Digests = dict[str, dict[str, int]]


def source_counts(capturer: Capturer, mariadb: Any) -> dict[str, int]:
    counts = {}
    with mariadb.connect(capturer.url) as connection, connection.cursor() as cursor:
        for table in capturer.contracts:
            cursor.execute(f"select count(*) from `{table}`")
            counts[table] = cursor.fetchone()[0]
    return counts


def source_digests(capturer: Capturer) -> Digests:
    """The source's present digests by table and key, computed apart from any pass."""
    found: Digests = {}
    with capturer.snapshot() as snapshot:
        for table, contract in capturer.contracts.items():
            shape = live_shape(contract, snapshot.catalogue[table])
            digester = Digester(capturer.key.digest_key, table, shape.fingerprint)
            rows = found.setdefault(table, {})
            for batch in snapshot.read(whole_table(shape)):
                keys = batch.columns.column(contract.key[0]).to_pylist()
                rows |= dict(zip(keys, digester.digests(batch.raw_rows).to_list(), strict=True))
    return found


def landed_digests(capturer: Capturer) -> Digests:
    """The digests that landing holds, by table and key."""
    with capturer.open(read_only=True) as warehouse:
        return {
            table: {
                row["key"]: row["_digest"]
                for row in warehouse.read(
                    f"select cast({contract.key[0]} as varchar) as key, _digest from "
                    f"landing.{table}"
                ).to_pylist()
            }
            for table, contract in capturer.contracts.items()
        }


def stamped_forward() -> dict[str, set[str]]:
    """The rows by table whose last change in the journal gave them a stamp of its days."""
    found: dict[str, set[str]] = {}
    with gzip.open(suitecrm_folder() / "manifest_a.csv.gz", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            rows = found.setdefault(row["table"], set())
            if row["date_modified_after"] >= JOURNAL_STARTS:
                rows.add(row["row_id"])
            elif row["direction"] == "back":
                rows.discard(row["row_id"])
    return found


def replayed_with(mariadb: Any, folder: Path, policy: CapturePolicy) -> Capturer:
    """Capture the baseline, and once more after the journal."""
    url = mariadb.fresh_database()
    load_genuine(url)
    capturer = Capturer(url, folder / "w.duckdb", policy=policy, now=BASELINE_CLOCK)
    capturer.run()
    replay(url, journal())
    capturer.now = AFTER_THE_JOURNAL
    capturer.run()
    return capturer


@pytest.fixture(scope="module")
def replayed(mariadb: Any, tmp_path_factory: pytest.TempPathFactory) -> Capturer:
    """A warehouse of before and after, where most tables count as small."""
    policy = CapturePolicy()
    return replayed_with(mariadb, tmp_path_factory.mktemp("replayed"), policy)


@pytest.fixture(scope="module")
def windowed(mariadb: Any, tmp_path_factory: pytest.TempPathFactory) -> Capturer:
    """The same, where no table counts as small."""
    policy = CapturePolicy(small_table_rows=0)
    return replayed_with(mariadb, tmp_path_factory.mktemp("windowed"), policy)


def test_every_contract_table_lands_whole_and_is_proven_equal(
    genuine_url: str, mariadb: Any, tmp_path: Path
) -> None:
    capturer = Capturer(genuine_url, tmp_path / "w.duckdb")

    report = capturer.run()

    landed = {load.table: load.landing_rows for load in report.loads}
    assert landed == source_counts(capturer, mariadb)
    assert len(report.loads) == len(capturer.contracts) == 162
    assert report.absent_tables == ()
    assert {found.verdict for found in capturer.verify()} == {"equal"}


def test_a_second_pass_without_changes_changes_nothing(genuine_url: str, tmp_path: Path) -> None:
    capturer = Capturer(genuine_url, tmp_path / "w.duckdb")
    capturer.run()
    before = capturer.rows("select * from landing.contacts order by id")

    window, full = capturer.run(), capturer.run(full=True)

    assert window.changed_tables == full.changed_tables == ()
    assert capturer.rows("select * from landing.contacts order by id") == before


def test_every_row_whose_stamp_moved_forward_is_landed_as_it_is_now(windowed: Capturer) -> None:
    current, landed = source_digests(windowed), landed_digests(windowed)
    checked = 0

    for table, moved in stamped_forward().items():
        existing = moved & current.get(table, {}).keys()
        wrong = {key for key in existing if landed[table].get(key) != current[table][key]}
        assert wrong == set(), table
        checked += len(existing)

    assert checked > 1500


def test_small_tables_are_exact_whatever_happened_to_their_stamps(replayed: Capturer) -> None:
    """Late commits, imports with old stamps, changes without one, custom fields written
    directly."""
    current, landed = source_digests(replayed), landed_digests(replayed)

    for table, rows in current.items():
        assert {key: landed[table].get(key) for key in rows} == rows, table


def test_new_columns_of_the_crm_do_not_land_and_are_recorded(replayed: Capturer) -> None:
    added = replayed.rows(
        "select table_name, column_name, action from ops.schema_changes where change = 'added'"
    )
    landed = replayed.rows("select table_name, column_name from duckdb_columns()")

    assert {(table, column) for table, column, _ in added} == {
        ("accounts_cstm", "vat_number_c"),
        ("contacts_cstm", "interests_c"),
        ("contacts_cstm", "loyalty_tier_c"),
    }
    for table, column, action in added:
        assert "not landed" in action
        assert (table, column) not in landed


def test_small_tables_are_equal_without_a_full_pass(replayed: Capturer) -> None:
    assert {found.verdict for found in replayed.verify()} == {"equal"}


def test_a_full_pass_proves_equality_and_marks_what_was_hard_deleted(
    windowed: Capturer, mariadb: Any, tmp_path: Path
) -> None:
    copy = replace(windowed, path=tmp_path / "w.duckdb")
    copy.path.write_bytes(windowed.path.read_bytes())
    assert {found.verdict for found in copy.verify()} == {"equal", "different"}

    report = copy.run(full=True)

    assert {found.verdict for found in copy.verify()} == {"equal"}
    landed = {load.table: load.landing_rows for load in report.loads}
    assert landed == source_counts(copy, mariadb)
    marks = copy.rows(
        "select distinct _removed_reason from landing.contacts where _removed_at is not null"
    )
    assert marks == [("hard_deleted",)]


def test_no_key_is_on_two_rows(replayed: Capturer) -> None:
    with replayed.open(read_only=True) as warehouse:
        for table, contract in replayed.contracts.items():
            keys = ", ".join(f"lower(cast({name} as varchar))" for name in contract.key)
            repeated = f"select {keys} from landing.{table} group by all having count(*) > 1"
            assert warehouse.read(repeated).num_rows == 0, table
