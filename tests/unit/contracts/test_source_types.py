"""Schema drift has a name: same, widened, narrowed or retyped."""

from __future__ import annotations

import pytest

from suitehouse.contracts.source_types import compare_types, decimal_landing


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
        ("decimal(18,4)", "decimal(18,6)", "widened"),
        ("decimal(18,4)", "decimal(18,4) unsigned", "same"),
        ("int(11)", "varchar(20)", "retyped"),
        ("date", "varchar(10)", "retyped"),
        ("double", "decimal(26,6)", "retyped"),
        ("varchar(36)", "binary(16)", "retyped"),
        ("time", "time", "same"),
    ],
)
def test_change(contract: str, live: str, change: str) -> None:
    assert compare_types(contract, live) == change


@pytest.mark.parametrize(
    ("source", "landing"),
    [
        ("decimal(18,4)", "DECIMAL(18,4)"),
        ("decimal(18,4) unsigned zerofill", "DECIMAL(18,4)"),
        ("decimal(40,10)", "DECIMAL(38,10)"),
        ("decimal(65,30)", "DECIMAL(38,30)"),
        ("decimal", "DECIMAL(10,0)"),
    ],
)
def test_a_decimal_lands_as_duckdb_can_hold_it(source: str, landing: str) -> None:
    assert decimal_landing(source) == landing


def test_money_keeps_its_digits_and_takes_more() -> None:
    assert decimal_landing("decimal(18,2)", at_least=(20, 6)) == "DECIMAL(26,6)"
    assert decimal_landing("decimal(30,8)", at_least=(20, 6)) == "DECIMAL(30,8)"
