"""A first load of a large table in parts: however often it is cut short, it ends the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import run

from suitehouse.errors import SourceUnreachableError
from suitehouse.settings import CapturePolicy
from suitehouse.source.reader import Query, RowBatch
from suitehouse.source.snapshot import SourceSnapshot

pytestmark = pytest.mark.integration

ROWS = 9_000
PART = 2_000
POLICY = CapturePolicy(resumable_rows=PART, small_table_rows=100, batch_bytes=1 << 16)
FIRST_STAMP = "2026-11-20 00:00:00"
Cut = Callable[[], None]


@pytest.fixture(scope="module")
def filled(mariadb: Any) -> str:
    """URL of a CRM with many contacts, whose keys differ in ways that order them; read only."""
    url: str = mariadb.fresh_database()
    fill(mariadb, url)
    return url


def fill(mariadb: Any, url: str) -> None:
    columns = (
        "id varchar(36) primary key, lead_source varchar(100), date_modified datetime, "
        "birthdate varchar(20), description text, deleted tinyint(1)"
    )
    run(
        mariadb,
        url,
        *(f"create table {name} (id char(36) primary key)" for name in ("accounts", "users")),
        f"create table contacts ({columns})",
        "insert into contacts select concat(elt(1 + seq % 6, 'a', 'B', 'ä', '''', '\\\\', 'É'), "
        "lpad(crc32(seq), 10, '0')), 'Web', "
        f"timestamp '{FIRST_STAMP}' + interval seq second, "
        "if(seq % 500, '1980-01-01', 'never'), repeat('x', 40), 0 "
        f"from seq_1_to_{ROWS}",
        "analyze table contacts",
    )


@pytest.fixture
def crm(filled: str, tmp_path: Path) -> Capturer:
    return Capturer(filled, tmp_path / "w.duckdb", policy=POLICY)


@pytest.fixture
def own_crm(mariadb: Any, tmp_path: Path) -> Capturer:
    url = mariadb.fresh_database()
    fill(mariadb, url)
    return Capturer(url, tmp_path / "w.duckdb", policy=POLICY)


def position(capturer: Capturer) -> list[tuple[Any, ...]]:
    return capturer.rows("select rows, snapshot_at, run_id from ops.load_positions")


def content(capturer: Capturer) -> tuple[Any, ...]:
    """Landing, history and quarantine, without what differs from run to run."""
    return (
        capturer.landed(),
        capturer.rows("select * from history.contacts order by all"),
        capturer.rows(
            "select row_key, column_name, reason from ops.quarantine "
            "where resolved_at is null order by all"
        ),
    )


@pytest.fixture
def unbroken(crm: Capturer, tmp_path: Path) -> Capturer:
    """The same source, loaded whole by one statement."""
    whole = replace(
        crm,
        path=tmp_path / "unbroken.duckdb",
        policy=POLICY.model_copy(update={"resumable_rows": 10 * ROWS}),
    )
    whole.run("contacts")
    return whole


class CutShort:
    """Opens snapshots whose reads break off after so many batches in all."""

    def __init__(self, capturer: Capturer, batches: int, *, times: int = 1) -> None:
        self._capturer = capturer
        self._batches = batches
        self._times = times
        self.before_each: Cut = lambda: None
        self.opened = 0

    def __call__(self) -> SourceSnapshot:
        self.opened += 1
        self.before_each()
        snapshot = self._capturer.snapshot()
        if self.opened <= self._times:
            left = iter(range(self._batches))
            real = snapshot.read
            snapshot.read = lambda query: _cut(real(query), left, query)  # type: ignore[method-assign]
        return snapshot


def _cut(batches: Iterator[RowBatch], left: Iterator[int], query: Query) -> Iterator[RowBatch]:
    for batch in batches:
        if next(left, None) is None:
            raise SourceUnreachableError(f"cut short in {query.table}")
        yield batch


def test_parts_make_the_same_as_one_statement(crm: Capturer, unbroken: Capturer) -> None:
    report = crm.run("contacts")

    assert content(crm) == content(unbroken)
    assert position(crm) == []
    assert crm.rows("select count(distinct _loaded_at) from landing.contacts") == [(5,)]
    (load,) = report.loads
    (whole,) = unbroken.rows(
        "select mode, rows_read, rows_changed, landing_rows, watermark, unreadable_values, "
        "zero_dates from ops.table_loads"
    )
    assert (load.mode, load.rows_read, load.rows_changed, load.landing_rows) == whole[:4]
    assert load.watermark is not None
    assert (load.watermark.replace(tzinfo=None), load.unreadable_values) == whole[4:6]
    assert {found.verdict for found in crm.verify("contacts")} == {"equal"}


@pytest.mark.parametrize("batches", range(1, 9))
def test_a_connection_that_breaks_costs_nothing_that_came(
    crm: Capturer, unbroken: Capturer, batches: int
) -> None:
    source = CutShort(crm, batches)

    crm.run("contacts", source=source)

    assert source.opened == 2
    assert content(crm)[:2] == content(unbroken)[:2]
    assert {found.verdict for found in crm.verify("contacts")} == {"equal"}


def test_tries_that_get_further_are_not_counted(crm: Capturer, unbroken: Capturer) -> None:
    """As under a time limit for statements that a whole read never keeps."""
    patient = replace(crm, policy=POLICY.model_copy(update={"attempts": 2}))
    source = CutShort(crm, 1, times=7)

    patient.run("contacts", source=source)

    assert source.opened == 8
    assert {int(wait) for wait in crm.waits} == {1}
    assert content(crm)[:2] == content(unbroken)[:2]


def test_tries_in_vain_end_the_pass_and_the_next_pass_goes_on(
    crm: Capturer, unbroken: Capturer
) -> None:
    two_parts = next(CutShortAt(crm).parts(2))
    with pytest.raises(SourceUnreachableError):
        crm.run("contacts", source=two_parts)
    (before,) = position(crm)
    assert crm.rows("select count(*) from landing.contacts") == [(before[0],)]
    assert crm.rows("select watermark, fingerprint from ops.watermarks") == [(None, None)]

    crm.run("contacts")

    assert before[0] >= PART
    assert position(crm) == []
    assert crm.rows("select count(*) from landing.contacts where _run_id = 'pass-1'") == [
        (before[0],)
    ]
    assert content(crm)[:2] == content(unbroken)[:2]


class CutShortAt:
    """Opens snapshots of which the first gives some batches and all later ones give none."""

    def __init__(self, capturer: Capturer) -> None:
        self._capturer = capturer

    def parts(self, batches: int) -> Iterator[Callable[[], SourceSnapshot]]:
        first = CutShort(self._capturer, batches)
        none = CutShort(self._capturer, 0, times=99)
        yield lambda: none() if first.opened else first()


def test_what_changed_between_the_tries_is_caught_up_in_the_same_pass(
    own_crm: Capturer, mariadb: Any
) -> None:
    first_key, last_key = (own_crm_key(mariadb, own_crm, order) for order in ("id", "id desc"))

    def change() -> None:
        if source.opened == 2:
            own_crm.now += timedelta(hours=1)
            run(
                mariadb,
                own_crm.url,
                *(
                    "update contacts set lead_source = 'Fair', date_modified = "
                    f"'2026-12-05 00:30:00' where id = {key}"
                    for key in (first_key, last_key)
                ),
                "insert into contacts values ('a', 'New', '2026-12-05 00:30:00', null, null, 0)",
            )

    source = CutShort(own_crm, 3)
    source.before_each = change

    (load,) = own_crm.run("contacts", source=source).loads

    assert {found.verdict for found in own_crm.verify("contacts")} == {"equal"}
    assert load.rows_read > ROWS
    assert load.landing_rows == ROWS + 1
    states = own_crm.rows(
        "select count(*), count(_valid_to), count(distinct id) from history.contacts"
    )
    assert states == [(ROWS + 2, 1, ROWS + 1)]


def own_crm_key(mariadb: Any, capturer: Capturer, order: str) -> str:
    with mariadb.connect(capturer.url) as connection, connection.cursor() as cursor:
        cursor.execute(f"select hex(id) from contacts order by {order} limit 1")
        return f"x'{cursor.fetchone()[0]}'"


def test_a_sweep_leaves_a_half_loaded_table_to_the_passes(crm: Capturer) -> None:
    crm.run("users")
    with pytest.raises(SourceUnreachableError):
        crm.run("contacts", source=next(CutShortAt(crm).parts(2)))
    ((landed, *_),) = position(crm)

    (row,) = crm.sweep("contacts").tables

    assert row.status == "skipped"
    assert crm.rows("select count(*) from landing.contacts") == [(landed,)]


def test_an_altered_table_starts_over(own_crm: Capturer, mariadb: Any) -> None:
    with pytest.raises(SourceUnreachableError):
        own_crm.run("contacts", source=next(CutShortAt(own_crm).parts(2)))
    run(mariadb, own_crm.url, "alter table contacts add reports_to_id char(36) default 'boss'")

    own_crm.run("contacts")

    assert {found.verdict for found in own_crm.verify("contacts")} == {"equal"}
    assert own_crm.rows(
        "select count(*), count(reports_to_id), count(_valid_to) from history.contacts"
    ) == [(ROWS, ROWS, 0)]


def test_values_that_changed_with_an_alteration_are_read_again(
    own_crm: Capturer, mariadb: Any
) -> None:
    with pytest.raises(SourceUnreachableError):
        own_crm.run("contacts", source=next(CutShortAt(own_crm).parts(2)))
    run(mariadb, own_crm.url, "alter table contacts modify lead_source varchar(2)")

    own_crm.run("contacts")

    assert {found.verdict for found in own_crm.verify("contacts")} == {"equal"}


def test_a_full_pass_compares_what_came_from_several_snapshots(
    own_crm: Capturer, mariadb: Any
) -> None:
    key = own_crm_key(mariadb, own_crm, "id")
    source = CutShort(own_crm, 3)

    def change() -> None:
        if source.opened == 2:
            run(mariadb, own_crm.url, f"update contacts set lead_source = 'x' where id = {key}")

    source.before_each = change

    own_crm.run("contacts", source=source, full=True)

    assert {found.verdict for found in own_crm.verify("contacts")} == {"equal"}


def test_whole_numbers_are_keys_too(mariadb: Any, tmp_path: Path) -> None:
    url = mariadb.fresh_database()
    run(
        mariadb,
        url,
        *(f"create table {n} (id char(36) primary key)" for n in ("accounts", "users", "contacts")),
        "create table email_templates (id char(36) primary key)",
        "create table campaign_trkrs (id int primary key, tracker_key int, date_modified datetime)",
        "insert into campaign_trkrs "
        "select cast(seq as signed) * 7 - 3000, seq, '2026-11-20' from seq_1_to_900",
        "analyze table campaign_trkrs",
    )
    policy = POLICY.model_copy(update={"resumable_rows": 100})
    capturer = Capturer(url, tmp_path / "w.duckdb", policy=policy)

    capturer.run("campaign_trkrs")

    assert {found.verdict for found in capturer.verify("campaign_trkrs")} == {"equal"}
