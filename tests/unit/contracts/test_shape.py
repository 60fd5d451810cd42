"""A contract held against live columns: what is read, what lands, what is recorded."""

from __future__ import annotations

from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import shape_of

LIVE = {
    "id": "char(36)",
    "name": "varchar(150)",
    "amount": "decimal(18,4)",
    "born": "date",
    "deleted": "tinyint(1)",
    "secret": "varchar(32)",
}


def contract(**changes: dict[str, str]) -> TableContract:
    columns = {name: {"type": kind, "treatment": "keep"} for name, kind in LIVE.items()}
    columns["secret"]["treatment"] = "drop"
    columns["name"] |= {"treatment": "token", "class": "name"}
    described = {
        name: {**facts, "description": name, **changes.get(name, {})}
        for name, facts in columns.items()
    }
    return TableContract.model_validate(
        {
            "table": "things",
            "kind": "base",
            "description": "Things.",
            "owner": "team:test",
            "key": ["id"],
            "lane": "full",
            "columns": described,
        }
    )


def landing_types(live: dict[str, str]) -> dict[str, str]:
    return {column.name: column.type for column in shape_of(contract(), live).landing}


def test_a_table_as_its_contract_says_has_no_changes() -> None:
    shape = shape_of(contract(), LIVE)

    assert shape.changes == ()
    assert [column.name for column in shape.read] == ["id", "name", "amount", "born", "deleted"]


def test_a_dropped_column_is_neither_read_nor_landed() -> None:
    shape = shape_of(contract(), LIVE)

    names = {column.name for column in shape.read} | {column.name for column in shape.landing}
    assert "secret" not in names


def test_a_copy_of_a_contract_lands_its_own_columns() -> None:
    first = contract()
    assert "secret" not in {column.name for column in first.landed}

    kept = tuple(column.model_copy(update={"treatment": "keep"}) for column in first.columns)
    copy = first.model_copy(update={"columns": kept})

    assert "secret" in {column.name for column in copy.landed}


def test_a_column_that_the_contract_does_not_list_is_recorded_and_not_read() -> None:
    shape = shape_of(contract(), {**LIVE, "hobby_c": "varchar(20)"})

    (change,) = shape.changes
    assert (change.column, change.change) == ("hobby_c", "added")
    assert "hobby_c" not in {column.name for column in shape.read}
    assert shape.fingerprint == shape_of(contract(), LIVE).fingerprint


def test_a_column_that_the_source_lacks_lands_all_the_same() -> None:
    live = {name: kind for name, kind in LIVE.items() if name != "born"}

    shape = shape_of(contract(), live)

    (change,) = shape.changes
    assert (change.column, change.change) == ("born", "missing")
    assert "born" not in {column.name for column in shape.read}
    assert "born" in {column.name for column in shape.landing}


def test_a_wider_type_is_applied_and_a_narrower_one_is_not() -> None:
    assert landing_types({**LIVE, "amount": "decimal(26,6)"})["amount"] == "DECIMAL(26,6)"
    assert landing_types({**LIVE, "born": "datetime"})["born"] == "TIMESTAMP"
    assert landing_types({**LIVE, "amount": "decimal(10,2)"})["amount"] == "DECIMAL(18,4)"
    assert landing_types({**LIVE, "born": "varchar(10)"})["born"] == "DATE"
    assert landing_types({**LIVE, "amount": "decimal(20,4) unsigned"})["amount"] == "DECIMAL(20,4)"


def test_a_decimal_of_more_digits_than_a_warehouse_holds_is_recorded_as_such() -> None:
    live = {**LIVE, "amount": "decimal(40,10)"}

    (change,) = shape_of(contract(), live).changes

    assert landing_types(live)["amount"] == "DECIMAL(38,10)"
    assert "38 digits" in change.action


def test_money_that_was_widened_lands_with_all_its_digits() -> None:
    money = contract(amount={"class": "financial"})

    types = {c.name: c.type for c in shape_of(money, {**LIVE, "amount": "decimal(30,8)"}).landing}

    assert types["amount"] == "DECIMAL(30,8)"


def test_a_flag_stays_a_flag_and_a_token_stays_text() -> None:
    live = {**LIVE, "deleted": "int(11)", "name": "longtext"}

    assert landing_types(live)["deleted"] == "BOOLEAN"
    assert landing_types(live)["name"] == "VARCHAR"


def test_column_names_compare_without_case() -> None:
    upper = contract(id={"description": "Key"})

    assert shape_of(upper, {**LIVE}).changes == ()


def test_the_fingerprint_changes_with_whatever_would_land_otherwise() -> None:
    plain = shape_of(contract(), LIVE).fingerprint

    others = {
        shape_of(contract(name={"treatment": "drop"}), LIVE).fingerprint,
        shape_of(contract(name={"class": "address"}), LIVE).fingerprint,
        shape_of(contract(born={"treatment": "year"}), LIVE).fingerprint,
        shape_of(contract(), {**LIVE, "amount": "decimal(26,6)"}).fingerprint,
        shape_of(contract(), {k: v for k, v in LIVE.items() if k != "born"}).fingerprint,
    }

    assert plain not in others
    assert len(others) == 5
