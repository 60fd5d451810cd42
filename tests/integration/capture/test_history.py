"""`history.<table>`: every state that a pass saw, with the range in which it held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from captures import AFTER_THE_JOURNAL, Capturer
from tiny_crm import ROWS, run

from suitehouse.contracts.model import TableContract
from suitehouse.operations.progress import SilentProgress
from suitehouse.warehouses._duckdb_history_sql import HistorySql

pytestmark = pytest.mark.integration

Version = tuple[str, datetime, datetime | None]
FIRST_PASS = datetime(2026, 12, 5)  # noqa: DTZ001 - as DuckDB hands it out
SECOND_PASS = datetime(2026, 12, 6)  # noqa: DTZ001 - as above


def stamped(second: int, day: int = 25) -> datetime:
    return datetime(2026, 11, day, 7, 0, second)  # noqa: DTZ001 - as above


@pytest.fixture(autouse=True)
def two_rows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a table of millions is done."""
    monkeypatch.setattr(HistorySql, "rows_at_once", 2)


@pytest.fixture
def contacts(mariadb: Any, tmp_path: Path) -> Capturer:
    """Contacts of which the last name lands as it is, captured once at FIRST_PASS."""
    url = mariadb.fresh_database()
    columns = (
        "id char(36) primary key, lead_source varchar(100), date_modified datetime, "
        "modified_user_id char(36), deleted tinyint(1)"
    )
    run(
        mariadb,
        url,
        f"create table contacts ({columns})",
        *(f"create table {name} (id char(36) primary key)" for name in ("accounts", "users")),
        *(
            f"insert into contacts values ('c{n}', 'Web', '2026-11-25 07:00:0{n}', 'u1', 0)"
            for n in range(ROWS)
        ),
    )
    capturer = Capturer(url, tmp_path / "w.duckdb")
    capturer.run("contacts")
    return capturer


def later(capturer: Capturer, days: int = 1) -> Capturer:
    capturer.now += timedelta(days=days)
    return capturer


def versions(capturer: Capturer, key: str) -> list[Version]:
    """A contact's lead source by range."""
    return capturer.rows(
        "select lead_source, _valid_from, _valid_to from history.contacts "
        f"where id = '{key}' order by _valid_from"
    )


def changed(crm: Capturer, mariadb: Any, assignment: str, key: str = "c1") -> list[Version]:
    run(mariadb, crm.url, f"update contacts set {assignment} where id = '{key}'")
    later(crm).run("contacts")
    return versions(crm, key)


def test_a_first_load_opens_one_version_a_row_from_its_stamp(contacts: Capturer) -> None:
    assert contacts.rows("select count(*) from history.contacts") == [(ROWS,)]
    assert versions(contacts, "c3") == [("Web", stamped(3), None)]


def test_a_change_ends_a_version_when_the_next_begins(contacts: Capturer, mariadb: Any) -> None:
    found = changed(
        contacts, mariadb, "lead_source = 'Fair', date_modified = '2026-12-05 09:00:00'"
    )

    at = datetime(2026, 12, 5, 9)  # noqa: DTZ001 - as above
    assert found == [("Web", stamped(1), at), ("Fair", at, None)]
    assert contacts.rows("select count(*) from history.contacts") == [(ROWS + 1,)]


def test_a_save_that_changes_nothing_makes_no_version(contacts: Capturer, mariadb: Any) -> None:
    found = changed(
        contacts, mariadb, "date_modified = '2026-12-05 09:00:00', modified_user_id = 'u2'"
    )

    assert found == [("Web", stamped(1), None)]
    assert contacts.rows(
        "select date_modified, modified_user_id from history.contacts where id = 'c1'"
    ) == [(datetime(2026, 12, 5, 9), "u2")]  # noqa: DTZ001 - as above


def test_a_change_without_a_new_stamp_is_dated_by_the_source_snapshot(
    contacts: Capturer, mariadb: Any
) -> None:
    assert changed(contacts, mariadb, "lead_source = 'Fair'") == [
        ("Web", stamped(1), SECOND_PASS),
        ("Fair", SECOND_PASS, None),
    ]


@pytest.mark.parametrize(
    "stamp",
    [
        pytest.param("'2027-01-01'", id="from the future"),
        pytest.param("'2026-11-25 07:00:00'", id="before the version that was"),
        pytest.param("null", id="none"),
        pytest.param("'0000-00-00'", id="zero"),
    ],
)
def test_a_stamp_that_tells_nothing_dates_nothing(
    contacts: Capturer, mariadb: Any, stamp: str
) -> None:
    found = changed(contacts, mariadb, f"lead_source = 'Fair', date_modified = {stamp}")

    assert found == [("Web", stamped(1), SECOND_PASS), ("Fair", SECOND_PASS, None)]


def test_a_stamp_after_which_the_former_state_was_seen_is_not_believed(
    contacts: Capturer, mariadb: Any
) -> None:
    changed(contacts, mariadb, "date_modified = '2026-12-05 09:00:00'")

    found = changed(contacts, mariadb, "lead_source = 'Fair', date_modified = '2026-12-01'")

    third_pass = datetime(2026, 12, 7)  # noqa: DTZ001 - as above
    assert found == [("Web", stamped(1), third_pass), ("Fair", third_pass, None)]


def test_a_removed_row_has_no_open_version_until_it_returns(
    contacts: Capturer, mariadb: Any
) -> None:
    run(mariadb, contacts.url, "delete from contacts where id = 'c1'")
    later(contacts).run("contacts")
    removed = versions(contacts, "c1")
    run(
        mariadb,
        contacts.url,
        "insert into contacts values ('c1', 'Web', '2026-11-25 07:00:01', 'u1', 0)",
    )
    later(contacts).run("contacts")

    assert removed == [("Web", stamped(1), SECOND_PASS)]
    assert versions(contacts, "c1")[1:] == [("Web", datetime(2026, 12, 7), None)]  # noqa: DTZ001


def test_a_clock_that_stands_still_or_goes_back_never_makes_ranges_overlap(
    contacts: Capturer, mariadb: Any
) -> None:
    for days, source in ((0, "A"), (0, "B"), (-3, "C"), (5, "D")):
        run(mariadb, contacts.url, f"update contacts set lead_source = '{source}' where id = 'c1'")
        later(contacts, days).run("contacts")

    found = versions(contacts, "c1")

    assert [source for source, _, _ in found] == ["Web", "A", "B", "C", "D"]
    ends = [end for _, _, end in found]
    assert [start for _, start, _ in found[1:]] == ends[:-1]
    assert all(end is None or start < end for _, start, end in found)


def without_history(contracts: Mapping[str, TableContract], table: str) -> dict[str, TableContract]:
    return {**contracts, table: contracts[table].model_copy(update={"history": False})}


def test_an_existing_warehouse_begins_its_history_with_what_landed(
    contacts: Capturer, mariadb: Any
) -> None:
    path = contacts.path.with_name("old.duckdb")
    old = replace(contacts, path=path, contracts=without_history(contacts.contracts, "contacts"))
    old.run("contacts")
    run(mariadb, contacts.url, "delete from contacts where id = 'c9'")
    later(old).run("contacts")
    assert old.rows("select count(*) from duckdb_tables() where schema_name = 'history'") == [(0,)]
    run(mariadb, contacts.url, "update contacts set lead_source = 'Fair' where id = 'c1'")

    new = replace(contacts, path=path, now=old.now)
    later(new).run("contacts")

    third_pass = datetime(2026, 12, 7)  # noqa: DTZ001 - as above
    assert versions(new, "c1") == [("Web", stamped(1), third_pass), ("Fair", third_pass, None)]
    assert new.rows("select count(*), count(_valid_to) from history.contacts") == [(ROWS, 1)]
    assert new.rows("select table_name, begun_at, ended_at from ops.histories") == [
        ("contacts", SECOND_PASS, None)
    ]


def test_a_history_that_has_ended_may_be_dropped_and_begun_anew(contacts: Capturer) -> None:
    off = replace(contacts, contracts=without_history(contacts.contracts, "contacts"))
    later(off).run("contacts")
    with off.open() as warehouse:
        warehouse.read("drop table history.contacts")

    later(off).run("contacts")
    dropped = off.rows("select count(*) from duckdb_tables() where schema_name = 'history'")
    later(contacts, 2).run("contacts")

    assert dropped == [(0,)]
    assert versions(contacts, "c1") == [("Web", stamped(1), None)]


@dataclass(slots=True)
class Said(SilentProgress):
    """Keeps what is said."""

    lines: list[str]

    def say(self, message: str) -> None:
        self.lines.append(message)


def test_a_history_that_nobody_asks_for_is_ended_and_kept_and_may_begin_again(
    contacts: Capturer, mariadb: Any
) -> None:
    off = replace(contacts, contracts=without_history(contacts.contracts, "contacts"))
    run(mariadb, contacts.url, "update contacts set lead_source = 'Fair' where id = 'c1'")
    said = Said([])
    later(off).run("contacts", progress=said)
    later(off, 0).run("contacts", progress=said)
    ended = off.rows("select ended_at from ops.histories")
    kept = off.rows("select count(*), count(_valid_to) from history.contacts")

    later(contacts, 2).run("contacts")

    assert [line for line in said.lines if "history.contacts" in line] == [
        "history.contacts ends here and stays, since the contract no longer asks for it"
    ]
    assert ended == [(FIRST_PASS,)]
    assert kept == [(ROWS, ROWS)]
    assert versions(contacts, "c1") == [
        ("Web", stamped(1), FIRST_PASS),
        ("Fair", SECOND_PASS, None),
    ]
    assert contacts.rows("select ended_at from ops.histories") == [(None,)]


def test_a_column_that_comes_makes_no_version_and_one_that_goes_leaves_what_it_held(
    contacts: Capturer, mariadb: Any
) -> None:
    run(mariadb, contacts.url, "alter table contacts add reports_to_id char(36) default 'boss'")
    later(contacts).run("contacts")
    came = contacts.rows("select reports_to_id, _valid_to from history.contacts where id = 'c1'")

    run(mariadb, contacts.url, "alter table contacts drop reports_to_id")
    later(contacts).run("contacts")

    gone = contacts.rows(
        "select reports_to_id, _valid_to from history.contacts where id = 'c1' order by _valid_from"
    )
    third_pass = datetime(2026, 12, 7)  # noqa: DTZ001 - as above
    assert came == [("boss", None)]
    assert gone == [("boss", third_pass), (None, None)]


def treated(contracts: Mapping[str, TableContract], treatment: str) -> dict[str, TableContract]:
    """Contracts in which a contact's lead source is treated like that."""
    contract = contracts["contacts"]
    columns = tuple(
        column.model_copy(update={"treatment": treatment})
        if column.name == "lead_source"
        else column
        for column in contract.columns
    )
    fields = {name: getattr(contract, name) for name in type(contract).model_fields}
    return {**contracts, "contacts": TableContract(**{**fields, "columns": columns})}


def test_a_stricter_treatment_reaches_every_version(contacts: Capturer, mariadb: Any) -> None:
    changed(contacts, mariadb, "lead_source = 'Fair'")
    masked = replace(contacts, contracts=treated(contacts.contracts, "token"))
    run(mariadb, contacts.url, "update contacts set lead_source = 'Mail' where id = 'c2'")
    later(masked).run("contacts")

    found = masked.rows("select distinct split_part(lead_source, ':', 1) from history.contacts")
    assert set(found) == {("none",), (None,)}
    assert masked.rows("select count(*), count(_valid_to) from history.contacts") == [(ROWS + 1, 1)]

    gone = replace(masked, contracts=treated(contacts.contracts, "drop"))
    later(gone).run("contacts")

    columns = gone.rows("select column_name from duckdb_columns() where schema_name = 'history'")
    assert ("lead_source",) not in columns
    assert gone.rows("select count(*), count(_valid_to) from history.contacts") == [(ROWS + 1, 1)]


def test_a_stricter_treatment_reaches_a_history_that_has_ended(
    contacts: Capturer,
) -> None:
    off = replace(contacts, contracts=without_history(contacts.contracts, "contacts"))
    later(off).run("contacts")
    masked = replace(off, contracts=treated(off.contracts, "token"))
    later(masked).run("contacts")

    assert off.rows("select distinct lead_source from history.contacts") == [(None,)]


def test_hashes_of_another_duckdb_are_made_anew_and_make_no_version(
    contacts: Capturer, mariadb: Any
) -> None:
    with contacts.open() as warehouse:
        warehouse.read("update history.contacts set _state = 1")
        warehouse.read("update ops.histories set hashed_by = 'duckdb 0.1'")
    run(mariadb, contacts.url, "update contacts set lead_source = 'Fair' where id = 'c2'")

    first = changed(contacts, mariadb, "date_modified = '2026-12-05 09:00:00'")
    second = changed(contacts, mariadb, "date_modified = '2026-12-06 09:00:00'", "c3")

    assert first == [("Web", stamped(1), None)]
    assert second == [("Web", stamped(3), None)]
    assert [source for source, _, _ in versions(contacts, "c2")] == ["Web", "Fair"]
    assert contacts.rows("select count(*) from history.contacts where _state = 1") == [(1,)]


def test_a_sweep_keeps_history_as_a_pass_does(contacts: Capturer, mariadb: Any) -> None:
    windowed = replace(contacts, policy=contacts.policy.model_copy(update={"small_table_rows": 0}))
    run(
        mariadb,
        contacts.url,
        "update contacts set lead_source = 'Fair' where id = 'c1'",
        "delete from contacts where id = 'c2'",
    )
    later(windowed).sweep("contacts")

    assert versions(windowed, "c1") == [
        ("Web", stamped(1), SECOND_PASS),
        ("Fair", SECOND_PASS, None),
    ]
    assert versions(windowed, "c2") == [("Web", stamped(2), SECOND_PASS)]


def test_the_clock_of_versions_is_the_sources(contacts: Capturer, mariadb: Any) -> None:
    """Ours may be wrong by hours."""
    run(mariadb, contacts.url, "update contacts set lead_source = 'Fair' where id = 'c1'")
    ours = AFTER_THE_JOURNAL + timedelta(hours=30)
    later(contacts).run("contacts", clock=lambda: ours)

    assert versions(contacts, "c1")[1] == ("Fair", SECOND_PASS, None)
