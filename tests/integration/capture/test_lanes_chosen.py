"""Which lane a pass takes of a real server's tables: pinned, mistrusted, cheap, truncated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import ROWS, captured_tiny_crm, refused, run

from suitehouse.errors import ConfigurationError, RemovalGuardError
from suitehouse.settings import CapturePolicy
from suitehouse.warehouses.protocol import TableLoad

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
# No table is small, and comparing larger ones may take what it likes.
WINDOWS = CapturePolicy(small_table_rows=0, attempts=3, removal_guard_rows=2)
# Changes a row and sets its stamp back, as imports do.
BACKDATED = (
    "update contacts set last_name = 'changed', date_modified = '2020-01-01' "
    "where id = 'contacts-2'"
)


@pytest.fixture
def windowed(mariadb: Any, tmp_path: Path) -> Capturer:
    """The tiny CRM, captured once at noon; its tables are read by their windows."""
    return replace(captured_tiny_crm(mariadb, tmp_path), policy=WINDOWS, now=NOON, passes=50)


def contacts(capturer: Capturer, **changes: Any) -> TableLoad:
    """What the next pass does with contacts."""
    (load,) = capturer.run("contacts", **changes).loads
    return load


def pinned(capturer: Capturer, **lanes: str) -> Capturer:
    return replace(capturer, policy=capturer.policy.model_copy(update={"lanes": lanes}))


def ticking(start: datetime, step: timedelta) -> Callable[[], datetime]:
    """A clock that moves on each time it is looked at."""
    ticks = count()
    return lambda: start + next(ticks) * step


def note(capturer: Capturer, *statements: str) -> None:
    """Write into the warehouse what a sweep would."""
    with capturer.open() as warehouse:
        for statement in statements:
            warehouse.read(statement)


def miss(run_id: str, reason: str, found_at: datetime, lateness: float | None = None) -> str:
    late = "null" if lateness is None else str(lateness)
    return (
        "insert into ops.misses by name select "
        f"'{run_id}' as run_id, 'contacts' as table_name, 'contacts-2' as row_key, "
        f"'{reason}' as reason, {late}::double as lateness_seconds, "
        f"timestamp '{found_at:%Y-%m-%d %H:%M:%S}' as found_at"
    )


def proven(finished_at: datetime) -> str:
    at = f"timestamp '{finished_at:%Y-%m-%d %H:%M:%S}'"
    return (
        "insert into ops.sweeps by name select 'sweep' as run_id, 'contacts' as table_name, "
        f"'proven' as status, {at} as started_at, {at} as finished_at"
    )


def test_a_lane_that_suitehouse_toml_pins_is_taken_and_the_reason_kept(windowed: Capturer) -> None:
    compared = contacts(pinned(windowed, contacts="compare"))
    windowed.policy = CapturePolicy()
    stamped = contacts(pinned(windowed, contacts="stamp"))

    assert (compared.lane, compared.mode) == ("compare", "compare")
    assert (stamped.lane, stamped.mode) == ("stamp", "window")
    assert windowed.rows(
        "select lane, lane_reason from ops.table_loads where table_name = 'contacts' "
        "and run_id = 'pass-51' order by all"
    ) == [("compare", "pinned in suitehouse.toml"), ("stamp", "pinned in suitehouse.toml")]


def test_a_lane_that_the_contract_pins_is_taken_unless_suitehouse_toml_names_another(
    windowed: Capturer,
) -> None:
    contract = windowed.contracts["contacts"].model_copy(update={"pinned_lane": "compare"})
    windowed.contracts["contacts"] = contract

    by_contract = contacts(windowed)
    by_policy = contacts(pinned(windowed, contacts="stamp"))

    assert (by_contract.lane, by_contract.lane_reason) == ("compare", "pinned in its contract")
    assert (by_policy.lane, by_policy.lane_reason) == ("stamp", "pinned in suitehouse.toml")


@pytest.mark.parametrize(
    ("lanes", "mentions"),
    [
        ({"contacts_cstm": "stamp"}, ("contacts_cstm", "'stamp'", "with_parent, compare, full")),
        ({"contatcs": "compare"}, ("contatcs", "Did you mean 'contacts'?")),
    ],
)
def test_an_impossible_lane_is_refused_before_anything_is_read(
    windowed: Capturer, lanes: dict[str, str], mentions: tuple[str, ...]
) -> None:
    with refused(ConfigurationError, windowed, *mentions):
        pinned(windowed, **lanes).run()


def test_a_pinned_window_whose_stamp_the_source_lacks_fails_for_that_table_alone(
    windowed: Capturer, mariadb: Any
) -> None:
    run(
        mariadb,
        windowed.url,
        "alter table contacts drop column date_modified",
        "update users set status = 'changed' where id = 'users-1'",
    )

    with pytest.raises(ConfigurationError, match=r"contacts is pinned in suitehouse\.toml"):
        pinned(windowed, contacts="stamp", users="compare").run()

    assert windowed.rows("select status from landing.users where id = 'users-1'") == [("changed",)]


def test_a_table_in_which_sweeps_keep_finding_misses_is_compared_until_they_are_long_past(
    windowed: Capturer, mariadb: Any
) -> None:
    run(mariadb, windowed.url, BACKDATED)
    trusted = contacts(windowed)
    note(
        windowed,
        miss("sweep-1", "backdated", NOON),
        miss("sweep-2", "backdated", NOON),
    )

    mistrusted = contacts(windowed)
    windowed.now = NOON + timedelta(days=31)
    trusted_again = contacts(windowed)

    assert (trusted.lane, trusted.rows_changed) == ("stamp", 0)
    assert (mistrusted.lane, mistrusted.mode, mistrusted.rows_changed) == ("compare", "compare", 1)
    assert mistrusted.lane_reason.startswith("2 sweeps of 30 days found misses in it, and ")
    assert trusted_again.lane == "stamp"


def test_rows_that_were_only_late_are_no_reason_to_compare(windowed: Capturer) -> None:
    note(windowed, miss("sweep-1", "late", NOON, 9.0), miss("sweep-2", "late", NOON, 9.0))

    assert contacts(windowed).lane == "stamp"


def test_what_comparing_took_decides_where_no_index_helps_the_window(
    windowed: Capturer, mariadb: Any
) -> None:
    clock = ticking(NOON, timedelta(milliseconds=2))
    contacts(windowed, full=True, clock=clock)

    compared = contacts(windowed, clock=clock)
    too_dear = contacts(
        replace(windowed, policy=WINDOWS.model_copy(update={"compare_budget_seconds": 0.0})),
        clock=clock,
    )
    run(mariadb, windowed.url, "create index by_stamp on contacts (date_modified)")
    indexed = contacts(windowed, clock=clock)

    assert compared.lane == "compare"
    assert "without an index on date_modified" in compared.lane_reason
    assert too_dear.lane == indexed.lane == "stamp"


def test_a_table_that_lost_most_of_its_rows_is_compared_and_the_guard_keeps_them(
    windowed: Capturer, mariadb: Any
) -> None:
    run(
        mariadb,
        windowed.url,
        "delete from contacts where id > 'contacts-2'",
        "analyze table contacts",
    )

    with refused(RemovalGuardError, windowed, "7 of the 10 live rows of landing.contacts"):
        windowed.run("contacts")


def test_an_emptied_table_is_refused_by_its_window_too(windowed: Capturer, mariadb: Any) -> None:
    run(mariadb, windowed.url, "delete from contacts")

    with refused(RemovalGuardError, windowed, f"landing has {ROWS} rows", "SUITEHOUSE_SOURCE_URL"):
        pinned(windowed, contacts="stamp").run("contacts")


def test_a_window_that_finds_nothing_in_a_table_with_rows_is_fine(
    windowed: Capturer, mariadb: Any
) -> None:
    run(mariadb, windowed.url, "update contacts set date_modified = '2020-01-01'")

    load = contacts(pinned(windowed, contacts="stamp"))

    assert (load.mode, load.rows_read) == ("window", 0)


def test_late_rows_widen_the_overlap_and_fortnights_without_narrow_it(windowed: Capturer) -> None:
    assert contacts(windowed).overlap_seconds == 600
    note(windowed, miss("sweep-1", "late", NOON, 100.0), miss("sweep-1", "late", NOON, 3_000.0))

    report = windowed.run("contacts")
    (widened,) = report.loads
    windowed.now = NOON + timedelta(days=15)
    note(windowed, proven(NOON + timedelta(days=14)))
    (narrowed,) = windowed.run("contacts").loads

    assert (widened.overlap_seconds, narrowed.overlap_seconds) == (3_600, 1_800)
    assert widened.window_start == datetime(2026, 11, 25, 7, 0, 9, tzinfo=UTC) - timedelta(hours=1)
    assert report.late_rows["contacts"].longest == 3_000
    assert windowed.rows("select overlap_seconds, reason from ops.overlaps order by set_at") == [
        (3_600.0, "a sweep found rows that were 3,000 s late"),
        (1_800.0, "nothing late was found for 14 days"),
    ]


def test_a_contract_may_say_that_its_rows_are_stamped_late(windowed: Capturer) -> None:
    contract = windowed.contracts["contacts"].model_copy(update={"overlap_seconds": 90_000})
    windowed.contracts["contacts"] = contract

    assert contacts(windowed).overlap_seconds == 90_000


def test_very_many_rows_without_a_stamp_take_turns_and_all_are_read_in_time(
    windowed: Capturer, mariadb: Any
) -> None:
    many = 5_000
    values = ", ".join(f"('none-{n:04}', 'v', null, 0)" for n in range(many - 2))
    run(
        mariadb,
        windowed.url,
        f"insert into contacts values {values}",
        "insert into contacts values ('zero', 'v', '0000-00-00', 0)",
        "insert into contacts values ('ahead', 'v', '2099-01-01', 0)",
    )
    whole = contacts(windowed, full=True)
    run(mariadb, windowed.url, "update contacts set last_name = 'changed' where id not like 'c%'")

    turns = [contacts(windowed) for _ in range(3)]

    assert whole.unstamped_rows == many
    assert {load.mode for load in turns} == {"window"}
    assert all(load.rows_read < many / 2 for load in turns)
    assert sum(load.rows_changed for load in turns) == many
    assert windowed.verify("contacts")[0].verdict == "equal"
