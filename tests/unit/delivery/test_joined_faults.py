"""Faults of many tables are told as one that can be read."""

from __future__ import annotations

from suitehouse.delivery.configured import joined
from suitehouse.errors import ConfigurationError, SuitehouseError, WarehouseError


def test_one_fault_stays_what_it_is() -> None:
    fault = ConfigurationError("no such scheme")

    assert joined([fault]) is fault


def test_what_was_said_of_landing_and_of_models_is_said_once() -> None:
    told = joined([WarehouseError("db is away."), WarehouseError("db is away.")])

    assert str(told) == "db is away."


def test_the_same_fault_of_all_tables_is_told_of_a_few() -> None:
    faults: list[SuitehouseError] = [WarehouseError(f"t{n}: no right.") for n in range(170)]

    told = joined(faults)

    assert str(told) == "t0: no right. t1: no right. t2: no right. And 167 more failed."
    assert isinstance(told, WarehouseError)
