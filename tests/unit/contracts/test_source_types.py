"""Schema drift has a name: same, widened, narrowed or retyped."""

from __future__ import annotations

import pytest

from suitehouse.contracts.source_types import compare_types


@pytest.mark.parametrize(
    ("contract", "live", "change"),
    [
        ("int(11)", "int", "same"),
        ("int(11)", "int(255)", "same"),
        ("tinyint(1)", "tinyint(4)", "same"),
        ("char(36)", "varchar(36)", "same"),
        ("double", "double", "same"),
        ("datetime", "timestamp", "same"),
        ("varchar(100)", "varchar(255)", "widened"),
        ("varchar(255)", "text", "widened"),
        ("text", "longtext", "widened"),
        ("int(11)", "bigint(20)", "widened"),
        ("decimal(18,4)", "decimal(26,6)", "widened"),
        ("date", "datetime", "widened"),
        ("float", "double", "widened"),
        ("varchar(255)", "varchar(100)", "narrowed"),
        ("datetime", "date", "narrowed"),
        ("decimal(26,6)", "decimal(18,4)", "narrowed"),
        ("decimal(18,4)", "decimal(18,6)", "retyped"),
        ("int(11)", "varchar(20)", "retyped"),
        ("date", "varchar(10)", "retyped"),
        ("double", "decimal(26,6)", "retyped"),
        ("varchar(36)", "binary(16)", "retyped"),
        ("time", "time", "same"),
    ],
)
def test_change(contract: str, live: str, change: str) -> None:
    assert compare_types(contract, live) == change
