"""The sensor over a real folder: what starts a run, what waits, what is never started twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from pipelines.sensors.exports_arrived import exports_arrived
from suitehouse.errors import ConfigurationError
from suitehouse.settings import Policy, Settings


@dataclass(slots=True)
class NamedExports:
    """Settings of a home and, perhaps, a folder of exports."""

    home: Path
    url: str | None

    def read(self) -> Settings:
        return Settings(home=self.home, exports_url=self.url, _env_file=None)

    def policy(self) -> Policy:
        return Policy()


class Sensor:
    """The sensor as the daemon ticks it, with the cursor that each tick leaves."""

    def __init__(self, instance: dg.DagsterInstance, home: Path, url: str | None) -> None:
        self._instance = instance
        self._settings = NamedExports(home, url)
        self.cursor: str | None = None

    def tick(self) -> dg.SensorResult | dg.SkipReason:
        context = dg.build_sensor_context(
            self._instance, cursor=self.cursor, resources={"settings": self._settings}
        )
        answer = exports_arrived(context)
        if isinstance(answer, dg.SensorResult):
            self.cursor = answer.cursor
        return answer

    def run_keys(self, ticks: int = 1) -> list[str]:
        """Tick so often, and return the keys of the runs that were asked for."""
        answers = [self.tick() for _ in range(ticks)]
        return [
            request.run_key or ""
            for answer in answers
            if isinstance(answer, dg.SensorResult)
            for request in answer.run_requests or ()
        ]


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@pytest.fixture
def sensor(instance: dg.DagsterInstance, exports: Path) -> Sensor:
    return Sensor(instance, exports.parent, str(exports))


def reason(answer: dg.SensorResult | dg.SkipReason) -> str:
    skip = answer.skip_reason if isinstance(answer, dg.SensorResult) else answer
    return (skip.skip_message or "") if isinstance(skip, dg.SkipReason) else str(skip)


def test_nobody_starts_it_but_a_person() -> None:
    assert exports_arrived.default_status is dg.DefaultSensorStatus.STOPPED
    assert exports_arrived.job_name == "reconcile"


def test_new_files_are_reconciled_once(sensor: Sensor, exports: Path) -> None:
    (exports / "erp.csv").write_text("1")

    assert [len(sensor.run_keys()) for _ in range(4)] == [0, 1, 0, 0]


def test_a_file_that_is_being_written_waits(sensor: Sensor, exports: Path) -> None:
    (exports / "erp.csv").write_text("1")
    first = sensor.tick()
    (exports / "erp.csv").write_text("12")
    second = sensor.tick()

    assert "may not be complete" in reason(first)
    assert "may not be complete" in reason(second)
    assert len(sensor.run_keys()) == 1


def test_a_further_file_starts_a_further_run(sensor: Sensor, exports: Path) -> None:
    (exports / "erp.csv").write_text("1")
    before = sensor.run_keys(3)
    (exports / "bank.csv").write_text("2")
    after = sensor.run_keys(3)

    assert len(before) == len(after) == 1
    assert before != after


@pytest.mark.parametrize("cursor", [None, "not a cursor", '["seen"]', '{"other": 1}'])
def test_a_lost_cursor_asks_for_the_same_key_which_dagster_starts_once(
    sensor: Sensor, exports: Path, cursor: str | None
) -> None:
    (exports / "erp.csv").write_text("1")
    before = sensor.run_keys(2)
    sensor.cursor = cursor

    assert sensor.run_keys(2) == before


def test_the_cursor_holds_no_name_of_a_file(sensor: Sensor, exports: Path) -> None:
    (exports / "Zebediah Quux.csv").write_text("1")
    sensor.run_keys(2)

    assert sensor.cursor
    assert "Quux" not in sensor.cursor


def test_an_empty_folder_is_no_fault(sensor: Sensor) -> None:
    assert reason(sensor.tick()) == "There are no export files."


def test_a_home_without_exports_is_no_fault(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    assert reason(Sensor(instance, tmp_path, None).tick()) == "There is no folder of exports yet."


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("{home}/exprots", "There is no exports folder {home}/exprots."),
        ("s3://bucket/exports", "Exports at s3:// cannot be read yet"),
        ("/" + "x" * 300, "cannot be read"),
    ],
)
def test_a_folder_that_cannot_be_read_fails_the_tick_in_a_sentence(
    instance: dg.DagsterInstance, tmp_path: Path, url: str, sentence: str
) -> None:
    sensor = Sensor(instance, tmp_path, url.format(home=tmp_path))

    with pytest.raises(ConfigurationError) as raised:
        sensor.tick()

    assert sentence.format(home=tmp_path) in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_folder_that_vanishes_and_comes_back_is_not_reconciled_again(
    sensor: Sensor, exports: Path
) -> None:
    (exports / "erp.csv").write_text("1")
    sensor.run_keys(2)
    away = exports.rename(exports.with_name("away"))
    with pytest.raises(ConfigurationError):
        sensor.tick()
    away.rename(exports)

    assert sensor.run_keys(3) == []
