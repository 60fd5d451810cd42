"""Rows that the server stamped while its clock jumped, or in local time, are read all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import captured_tiny_crm, run

from suitehouse.operations.clock import SteadyReading
from suitehouse.settings import CapturePolicy
from suitehouse.source.snapshot import open_snapshot
from suitehouse.warehouses.protocol import TableLoad

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class ClockedCrm:
    """A CRM whose server's clock is `ahead` of the true time; contacts are read by their window."""

    capturer: Capturer
    server: Any
    ahead: timedelta = timedelta()

    @property
    def server_clock(self) -> datetime:
        return self.capturer.now + self.ahead

    def wait(self, time: timedelta) -> None:
        self.capturer.now += time

    def write(self, key: str) -> None:
        """Insert a row that the server stamps by its own clock, as PHP's second in UTC."""
        run(
            self.server,
            self.capturer.url,
            f"set timestamp = {self.server_clock.timestamp()}",
            f"insert into contacts values ('{key}', 'v', utc_timestamp(), 0)",
        )

    def capture(self, **changes: Any) -> TableLoad:
        source = lambda: open_snapshot(  # noqa: E731 - opened again after a fault
            self.capturer.url, clock=lambda: self.server_clock
        )
        (load,) = self.capturer.run("contacts", source=source, **changes).loads
        return load

    def readings(self) -> list[tuple[float, float]]:
        return self.capturer.rows(
            "select offset_seconds, step_seconds from ops.clocks order by number"
        )


@pytest.fixture
def crm(mariadb: Any, tmp_path: Path) -> ClockedCrm:
    """The tiny CRM at noon; a row was stamped and captured then."""
    made = captured_tiny_crm(mariadb, tmp_path)
    policy = CapturePolicy(lanes={"contacts": "stamp"}, attempts=3)
    capturer = Capturer(made.url, tmp_path / "clocked.duckdb", policy=policy, now=NOON)
    clocked = ClockedCrm(capturer, mariadb)
    clocked.write("at-noon")
    clocked.capture()
    return clocked


@contextmanager
def server_zone(mariadb: Any, url: str, zone: str) -> Iterator[None]:
    """The time zone that sessions have unless they set one."""
    run(mariadb, url, f"set global time_zone = '{zone}'")
    try:
        yield
    finally:
        run(mariadb, url, "set global time_zone = 'SYSTEM'")


def test_rows_written_after_the_clock_was_set_back_are_read(crm: ClockedCrm) -> None:
    crm.ahead = -5 * HOUR
    crm.wait(HOUR)
    crm.write("behind")

    load = crm.capture()

    assert (load.mode, load.rows_changed) == ("window", 1)
    assert load.window_start is not None
    assert load.window_start < crm.server_clock
    assert crm.readings() == [(0.0, 0.0), (-18_000.0, -18_000.0)]


def test_passes_after_that_go_on_from_the_clock_and_not_from_the_watermark(
    crm: ClockedCrm,
) -> None:
    crm.ahead = -5 * HOUR
    for passed in range(1, 8):
        crm.wait(HOUR)
        crm.write(f"behind-{passed}")
        assert crm.capture().rows_changed == 1


def test_a_clock_that_jumped_ahead_blinds_no_pass_once_it_is_put_right(crm: ClockedCrm) -> None:
    crm.ahead = 20 * HOUR
    crm.wait(HOUR)
    crm.write("ahead")
    ahead = crm.capture()
    crm.ahead = timedelta()
    for passed in range(1, 4):
        crm.wait(HOUR)
        crm.write(f"right-{passed}")
        assert crm.capture().rows_changed == 1

    assert ahead.watermark == NOON + 21 * HOUR
    assert crm.capturer.verify("contacts")[0].verdict == "equal"


def test_a_row_stamped_before_and_committed_after_a_jump_forward_is_read(crm: ClockedCrm) -> None:
    stamped_at = NOON + HOUR
    crm.capturer.now, crm.ahead = stamped_at + timedelta(minutes=1), 4 * HOUR
    crm.write("already-ahead")
    crm.capture()
    run(
        crm.server,
        crm.capturer.url,
        f"insert into contacts values ('in-flight', 'v', '{stamped_at:%Y-%m-%d %H:%M:%S}', 0)",
    )
    crm.wait(timedelta(minutes=5))

    assert crm.capture().rows_changed == 1


def test_one_clock_for_both_that_was_set_back_is_told_by_one_that_cannot_be_set(
    crm: ClockedCrm,
) -> None:
    crm.capture(steady=lambda: SteadyReading("boot", 1_000.0))
    crm.capturer.now = NOON - 2 * HOUR
    crm.write("both-behind")
    crm.wait(timedelta(minutes=40))

    load = crm.capture(steady=lambda: SteadyReading("boot", 1_000.0 + 40 * 60))

    assert load.rows_changed == 1
    assert crm.readings()[-1] == (0.0, -7_200.0)


@pytest.mark.parametrize(("zone", "west"), [("-05:00", 18_000), ("+02:00", 0)])
def test_stamps_that_the_server_wrote_in_its_local_time_are_read(
    crm: ClockedCrm, mariadb: Any, zone: str, west: int
) -> None:
    with server_zone(mariadb, crm.capturer.url, zone):
        for passed in range(1, 3):
            crm.wait(HOUR)
            run(
                mariadb,
                crm.capturer.url,
                "set session time_zone = @@global.time_zone",
                f"set timestamp = {crm.server_clock.timestamp()}",
                f"insert into contacts values ('local-{passed}', 'v', now(), 0)",
            )
            load = crm.capture()
            assert load.rows_changed == 1

    assert crm.capturer.rows("select max_by(west_seconds, number) from ops.clocks") == [(west,)]
    assert load.watermark is not None
    assert load.watermark <= crm.server_clock


def test_a_stamp_from_the_future_is_read_until_its_time_and_hides_nothing(crm: ClockedCrm) -> None:
    run(
        crm.server,
        crm.capturer.url,
        "insert into contacts values ('future', 'v', '2026-11-25 18:00:00', 0)",
    )
    crm.wait(HOUR)
    first = crm.capture()
    crm.wait(HOUR)
    crm.write("present")

    second = crm.capture()

    assert (first.watermark, first.rows_changed) == (NOON + HOUR, 1)
    assert (second.rows_read, second.rows_changed) == (2, 1)


def test_without_a_second_clock_a_set_back_machine_is_read_from_its_clock(
    crm: ClockedCrm,
) -> None:
    crm.capturer.now = NOON - HOUR
    crm.write("behind")

    load = crm.capture()

    assert load.rows_changed == 1
    assert load.window_start == NOON - HOUR - timedelta(minutes=10)


def test_the_policys_overlap_is_what_a_table_is_read_with(crm: ClockedCrm) -> None:
    policy = crm.capturer.policy.model_copy(update={"overlap_seconds": 1_800})
    crm.capturer = replace(crm.capturer, policy=policy)

    assert crm.capture().window_start == NOON - timedelta(minutes=30)
