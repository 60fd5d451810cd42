"""The generated company, without a database: same seed same rows, and rows that fit."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import polars as pl
import pytest

from suitehouse.contracts.model import load_contracts
from suitehouse.demo.company import generate
from suitehouse.demo.planting import CARD_NUMBERS, canary_text, personal_columns, plant
from suitehouse.privacy.card_guard import holds_card_number

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@cache
def company(seed: int = 1) -> dict[str, pl.DataFrame]:
    return dict(generate(60, seed, lambda: NOW))


def _hashes(tables: dict[str, pl.DataFrame]) -> dict[str, int]:
    return {table: hash(rows.write_csv()) for table, rows in tables.items()}


def test_the_same_seed_makes_the_same_rows() -> None:
    again = dict(generate(60, 1, lambda: NOW))

    assert _hashes(again) == _hashes(company())


def test_another_seed_makes_other_rows() -> None:
    ours, others = _hashes(company()), _hashes(company(seed=2))

    assert {table for table in ours if ours[table] == others[table]} == set()


def test_every_contract_has_rows_and_only_its_own_columns() -> None:
    tables = company()

    assert set(tables) == set(load_contracts())
    for table, rows in tables.items():
        known = {column.name for column in load_contracts()[table].columns}
        assert set(rows.columns) <= known, table
        assert rows.height > 0, table


@pytest.mark.parametrize("table", sorted(load_contracts()))
def test_texts_fit_their_columns(table: str) -> None:
    contract, rows = load_contracts()[table], plant(table, company()[table])

    for column in contract.columns:
        if column.name in rows.columns and column.base_type in {"char", "varchar"}:
            longest = rows[column.name].cast(pl.String).str.len_chars().max() or 0
            assert longest <= int(column.type.split("(")[1].rstrip(")")), column.name


@pytest.mark.parametrize("table", sorted(load_contracts()))
def test_each_personal_column_holds_its_canary_in_one_live_row(table: str) -> None:
    contract, rows = load_contracts()[table], plant(table, company()[table])
    live = (
        rows.filter(pl.col("deleted").cast(pl.Int64).fill_null(0) == 0)
        if ("deleted" in rows.columns)
        else rows
    )

    for column in personal_columns(contract):
        assert live[column.name].to_list().count(canary_text(table, column)) == 1, column.name


def test_canaries_of_a_trail_sit_on_a_personal_field() -> None:
    trails = [contract for contract in load_contracts().values() if contract.kind == "audit"]

    for contract in trails:
        rows = plant(contract.table, company()[contract.table])
        text = canary_text(contract.table, contract.column("after_value_string"))
        field = rows.filter(pl.col("after_value_string") == text)["field_name"].item()
        audited = load_contracts()[contract.table.removesuffix("_audit")]
        assert not audited.column(field).is_readable, contract.table


@pytest.mark.parametrize(("table", "column"), sorted(CARD_NUMBERS))
def test_a_card_number_is_planted_unless_a_canary_is(table: str, column: str) -> None:
    rows = plant(table, company()[table])
    kept = load_contracts()[table].column(column).is_readable

    found = [text for text in rows[column].drop_nulls() if holds_card_number(text)]

    assert len(found) == (1 if kept else 0)


def test_stage_trails_end_at_the_stage_of_the_record() -> None:
    tables = company()
    moves = tables["opportunities_audit"].filter(pl.col("field_name") == "sales_stage")
    last = moves.sort("date_created").group_by("parent_id").last()
    found = tables["opportunities"].join(last, left_on="id", right_on="parent_id")

    assert found.height > 20
    assert found.filter(pl.col("sales_stage") != pl.col("after_value_string")).height == 0
    assert found.filter(pl.col("date_modified") != pl.col("date_created")).height == 0


def test_stage_trails_are_unbroken() -> None:
    moves = company()["opportunities_audit"].filter(pl.col("field_name") == "sales_stage")
    moves = moves.sort("parent_id", "date_created").with_columns(
        pl.col("after_value_string").shift(1).over("parent_id").alias("came_from")
    )

    broken = moves.filter(
        pl.col("came_from").is_not_null() & (pl.col("came_from") != pl.col("before_value_string"))
    )

    assert broken.height == 0


def test_stamps_are_whole_seconds_up_to_now_and_often_shared() -> None:
    stamps = company()["contacts"]["date_modified"]

    assert stamps.dt.microsecond().sum() == 0
    assert stamps.max() <= NOW.replace(tzinfo=None)
    assert stamps.n_unique() < len(stamps)


def test_names_come_in_many_scripts_and_blanks_in_both_kinds() -> None:
    contacts = dict(generate(2_000, 1, lambda: NOW))["contacts"]

    for script in ("Latin", "Cyrillic", "Greek", "Han", "Hiragana", "Arabic", "Hebrew"):
        assert contacts["first_name"].str.contains(f"\\p{{{script}}}").any(), script
    assert contacts["title"].null_count() > 0
    assert (contacts["title"] == "").sum() > 0
    assert (contacts["birthdate"] == "0000-00-00").sum() > 0


def test_one_account_has_many_more_contacts_than_most() -> None:
    links = dict(generate(2_000, 1, lambda: NOW))["accounts_contacts"]
    sizes = links.group_by("account_id").len()["len"]

    assert sizes.max() > 20 * sizes.median()
