"""Every column type SuiteCRM uses, with the values that break readers, from MariaDB to landing."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer

from suitehouse.contracts.model import TableContract, load_contracts

pytestmark = pytest.mark.integration

# name: (type in MariaDB, class, decode, what is inserted as SQL, what lands)
HARD = "'back\\\\slash \\n newline \\t tab \\r 🚀 é \\'quote\\' \"double\" \\Z'"
COLUMNS: dict[str, tuple[str, str, str, list[tuple[str, Any]]]] = {
    "flag": (
        "tinyint(1)",
        "none",
        "plain",
        [("1", True), ("0", False), ("2", True), ("null", None)],
    ),
    "small": ("tinyint(4)", "none", "plain", [("-7", -7), ("127", 127)]),
    "number": ("int(11)", "none", "plain", [("-2147483648", -2147483648), ("0", 0)]),
    "large": ("bigint(20)", "none", "plain", [("9223372036854775807", 9223372036854775807)]),
    "ratio": ("double", "none", "plain", [("0.1", 0.1), ("1e300", 1e300)]),
    "rate": ("decimal(18,4)", "none", "plain", [("12.3456", Decimal("12.3456"))]),
    "amount": (
        "decimal(26,6)",
        "financial",
        "plain",
        [
            ("99999999999999999999.999999", Decimal("99999999999999999999.999999")),
            ("-0.000001", Decimal("-0.000001")),
            ("100.129", Decimal("100.129000")),
        ],
    ),
    "approximate": ("double", "financial", "plain", [("1234.5", Decimal("1234.500000"))]),
    "day": ("date", "none", "plain", [("'2024-02-29'", date(2024, 2, 29)), ("'0000-00-00'", None)]),
    "moment": (
        "datetime",
        "none",
        "plain",
        [
            ("'2026-11-25 07:00:01'", datetime(2026, 11, 25, 7, 0, 1)),  # noqa: DTZ001 - as landed
            ("'0000-00-00 00:00:00'", None),
        ],
    ),
    "hour": ("time", "none", "plain", [("'23:59:59'", time(23, 59, 59)), ("'-01:00:00'", None)]),
    "code": ("char(36)", "none", "plain", [("'Abc-1'", "Abc-1"), ("''", "")]),
    "label": (
        "varchar(255)",
        "none",
        "plain",
        [
            (HARD, "back\\slash \n newline \t tab \r 🚀 é 'quote' \"double\" \x1a"),
            ("concat('nul', char(0), 'byte')", "nul\x00byte"),
            ("'NULL'", "NULL"),
            ("null", None),
        ],
    ),
    "story": ("text", "none", "plain", [("repeat('ö', 400)", "ö" * 400)]),
    "novel": ("longtext", "none", "plain", [("repeat('x', 70000)", "x" * 70000)]),
    "choice": ("text", "none", "multienum", [("'^a^,^b c^'", '["a","b c"]'), ("'^^'", "[]")]),
    "kind": ("enum('in','out')", "none", "plain", [("'in'", "in")]),
}
LANDING_TYPES = {
    "flag": "BOOLEAN",
    "small": "INTEGER",
    "number": "BIGINT",
    "large": "BIGINT",
    "ratio": "DOUBLE",
    "rate": "DECIMAL(18,4)",
    "amount": "DECIMAL(26,6)",
    "approximate": "DECIMAL(26,6)",
    "day": "DATE",
    "moment": "TIMESTAMP",
    "hour": "TIME",
    "code": "VARCHAR",
    "label": "VARCHAR",
    "story": "VARCHAR",
    "novel": "VARCHAR",
    "choice": "VARCHAR",
    "kind": "VARCHAR",
}


def zoo_contract() -> TableContract:
    columns = {
        name: {"type": kind, "class": privacy, "decode": decode}
        for name, (kind, privacy, decode, _) in COLUMNS.items()
    }
    common = {"treatment": "keep", "description": "Of one type"}
    return TableContract.model_validate(
        {
            "table": "zoo",
            "kind": "base",
            "description": "One column of each type.",
            "owner": "team:test",
            "key": ["id"],
            "lane": "full",
            "columns": {
                "id": {"type": "int(11)", **common},
                **{name: {**facts, **common} for name, facts in columns.items()},
            },
        }
    )


@pytest.fixture
def zoo(mariadb: Any, tmp_path: Path) -> Capturer:
    """A source with one row per value, each in its own column."""
    url = mariadb.fresh_database()
    kinds = ", ".join(f"`{name}` {kind} null" for name, (kind, *_) in COLUMNS.items())
    with mariadb.connect(url) as connection, connection.cursor() as cursor:
        for table in ("accounts", "contacts", "users"):
            cursor.execute(f"create table {table} (id char(36) primary key)")
        cursor.execute(f"create table zoo (id int primary key, {kinds})")
        for number, (name, value, _) in enumerate(cases()):
            cursor.execute(f"insert into zoo (id, `{name}`) values ({number}, {value})")
    contract = zoo_contract()
    return Capturer(url, tmp_path / "w.duckdb", contracts={**load_contracts(), "zoo": contract})


def cases() -> list[tuple[str, str, Any]]:
    return [
        (name, value, expected)
        for name, (*_, values) in COLUMNS.items()
        for value, expected in values
    ]


def test_every_value_lands_as_it_is_meant(zoo: Capturer) -> None:
    report = zoo.run("zoo")

    rows = zoo.rows(f"select id, {', '.join(COLUMNS)} from landing.zoo")
    landed = {number: row for number, *row in rows}
    names = list(COLUMNS)
    for number, (name, value, expected) in enumerate(cases()):
        found = landed[number][names.index(name)]
        assert found == expected, (name, value)
        others = [v for column, v in zip(names, landed[number], strict=True) if column != name]
        assert set(others) == {None}, "a value strayed into another column"
    (load,) = report.loads
    assert load.zero_dates == 2
    assert load.unreadable_values == 1, "the negative time"


def test_landing_has_the_contracts_types(zoo: Capturer) -> None:
    zoo.run("zoo")

    types = dict(
        zoo.rows(
            "select column_name, data_type from duckdb_columns() "
            "where schema_name = 'landing' and table_name = 'zoo'"
        )
    )

    assert {name: types[name] for name in LANDING_TYPES} == LANDING_TYPES


def test_what_landed_is_proven_equal_and_a_second_pass_changes_nothing(zoo: Capturer) -> None:
    zoo.run("zoo")

    (verdict,) = zoo.verify("zoo")
    again = zoo.run("zoo")

    assert verdict.verdict == "equal"
    assert verdict.source_rows == len(cases())
    assert again.changed_tables == ()


def test_impossible_dates_land_as_null_and_are_counted(zoo: Capturer, mariadb: Any) -> None:
    with mariadb.connect(zoo.url) as connection, connection.cursor() as cursor:
        cursor.execute("set session sql_mode = 'ALLOW_INVALID_DATES'")
        cursor.execute(
            "insert into zoo (id, day, moment) values (900, '2024-02-31', '2023-02-29 10:00:00')"
        )

    (load,) = zoo.run("zoo").loads

    assert zoo.rows("select day, moment from landing.zoo where id = 900") == [(None, None)]
    assert load.unreadable_values == 1 + 2


def test_a_column_that_holds_other_text_than_its_contract_says_lands_as_null(
    zoo: Capturer, mariadb: Any
) -> None:
    zoo.run("zoo")
    with mariadb.connect(zoo.url) as connection, connection.cursor() as cursor:
        cursor.execute("alter table zoo modify number varchar(20)")
        cursor.execute("insert into zoo (id, number) values (901, 'garbage'), (902, '17')")

    (load,) = zoo.run("zoo").loads

    numbers = dict(zoo.rows("select id, number from landing.zoo where id > 900"))
    assert numbers == {901: None, 902: 17}
    assert load.unreadable_values == 1 + 1
    drift = "select column_name, change from ops.schema_changes where table_name = 'zoo'"
    assert zoo.rows(drift) == [("number", "retyped")]


def test_values_longer_than_a_packet_land_whole(zoo: Capturer, mariadb: Any) -> None:
    size = (1 << 24) + 5
    with mariadb.connect(zoo.url) as connection, connection.cursor() as cursor:
        cursor.execute(f"insert into zoo (id, novel, flag) values (903, repeat('n', {size}), 1)")

    zoo.run("zoo")

    found = zoo.rows("select length(novel), flag from landing.zoo where id in (903, 0) order by id")
    assert found == [(None, True), (size, True)]
