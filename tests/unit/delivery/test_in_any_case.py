"""A table that cannot be captured does not keep the others from the other warehouses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pytest

from suitehouse.delivery.configured import delivered_in_any_case
from suitehouse.errors import SourceRefusedError, WarehouseError
from suitehouse.settings import Settings

SETTINGS = Settings(warehouse_url="postgresql://there/db", _env_file=None)  # type: ignore[call-arg]


@dataclass
class FakeWriter:
    """Is asked what has landed, and cannot say."""

    asked: list[str] = field(default_factory=list)

    def read(self, query: str, _parameters: Sequence[object] = ()) -> pa.Table:
        self.asked.append(query)
        raise WarehouseError("away")


def capture(writer: FakeWriter, *faults: Exception) -> None:
    with delivered_in_any_case(SETTINGS, writer, None):  # type: ignore[arg-type]
        for fault in faults:
            raise fault


def test_what_landed_is_looked_for_and_only_the_fault_of_the_pass_is_told() -> None:
    writer = FakeWriter()

    with pytest.raises(SourceRefusedError, match="contacts"):
        capture(writer, SourceRefusedError("contacts: no SELECT"))

    assert len(writer.asked) == 1


def test_a_pass_that_ends_well_is_left_to_its_caller() -> None:
    writer = FakeWriter()

    capture(writer)

    assert writer.asked == []
