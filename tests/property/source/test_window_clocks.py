"""Whatever clocks do, a row that the server's clock stamped is read by the window after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from suitehouse.source.clocks import ClockReading, Landmark, step_since, window_start
from suitehouse.source.windows import next_watermark

EPOCH = datetime(2026, 11, 25, tzinfo=UTC)
OVERLAP = timedelta(minutes=10)
CAP = 86_400


@dataclass(slots=True)
class Simulation:
    """A server whose clock jumps, rows that are committed after they were stamped, passes."""

    west: int
    now: int = 0  # seconds that truly passed
    offset: int = 0  # how far the server's clock is ahead of that
    offsets: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    unread: list[datetime] = field(default_factory=list)
    landed: list[datetime] = field(default_factory=list)
    readings: list[ClockReading] = field(default_factory=list)
    landmark: Landmark | None = None

    def server(self, at: int) -> datetime:
        offset = next(offset for since, offset in reversed(self.offsets) if since <= at)
        return EPOCH + timedelta(seconds=at + offset)

    def wait(self, seconds: int) -> None:
        self.now += seconds

    def jump(self, seconds: int) -> None:
        self.now += 1
        self.offset += seconds
        self.offsets.append((self.now, self.offset))

    def commit(self, late: int, *, is_local: bool) -> None:
        stamped_at = max(0, self.now - late)
        local = timedelta(seconds=self.west if is_local else 0)
        self.unread.append(self.server(stamped_at) - local)

    def capture(self) -> None:
        self.now += 1
        clock, ours = self.server(self.now), EPOCH + timedelta(seconds=self.now)
        before = self.readings[-1] if self.readings else None
        reading = ClockReading(len(self.readings) + 1, clock, ours, west_seconds=self.west)
        step = step_since(before, reading)
        self.readings.append(
            ClockReading(reading.number, clock, ours, step_seconds=step, west_seconds=self.west)
        )
        start = None
        if self.landmark is not None:
            start = window_start(self.landmark, self.readings, OVERLAP)
            assert all(stamp >= start for stamp in self.unread)
        self.landed += self.unread
        self.unread.clear()
        seen = [stamp for stamp in self.landed if start is None or stamp >= start]
        watermark = next_watermark(
            self.landmark.watermark if self.landmark else None, max(seen, default=None), clock
        )
        if watermark is not None:
            self.landmark = Landmark(watermark, clock, reading.number)


COMMIT = st.tuples(
    st.just("commit"), st.integers(0, int(OVERLAP.total_seconds()) - 1), st.booleans()
)
WAIT = st.tuples(st.just("wait"), st.integers(1, 3 * 3_600))
JUMP = st.integers(1, CAP)
STRETCH = st.tuples(
    st.sampled_from([-1, 1]),
    st.lists(st.one_of(COMMIT, WAIT, st.tuples(st.just("jump"), JUMP)), max_size=8),
)


@settings(max_examples=400, deadline=None)
@given(
    west=st.sampled_from([0, 3_600, 18_000, 43_200]),
    stretches=st.lists(STRETCH, min_size=2, max_size=8),
)
def test_every_row_is_read_by_the_window_after_its_commit(
    west: int, stretches: list[tuple[int, list[tuple]]]
) -> None:
    """Between two passes the clock jumps any number of times, but not to and fro."""
    run = Simulation(west)
    run.capture()
    for direction, events in stretches:
        for kind, *details in events:
            if kind == "commit":
                run.commit(details[0], is_local=details[1])
            elif kind == "wait":
                run.wait(details[0])
            else:
                run.jump(direction * details[0])
        run.capture()
