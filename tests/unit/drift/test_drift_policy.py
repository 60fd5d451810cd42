"""The policy of schema drift says something of every change, in the code and in its decision."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from suitehouse.contracts.drift import (
    POLICY,
    Change,
    SeenColumn,
    column_changes,
    likely_renames,
)
from suitehouse.contracts.left_out import load_left_out
from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.contracts.source_types import may_change_values
from suitehouse.drift.events import events, must_compare, seen_columns
from suitehouse.errors import ContractError
from suitehouse.source.catalogue import SourceColumn, SourceTable

DECISION = Path(__file__).parents[3] / "docs" / "decisions" / "0010-schema-drift.md"


def contract(*columns: str, gone: tuple[str, ...] = (), **kinds: str) -> TableContract:
    return TableContract.model_validate(
        {
            "table": "things",
            "kind": "base",
            "description": "Things.",
            "owner": "team:test",
            "key": [columns[0]],
            "lane": "stamp",
            "cursor": columns[-1],
            "columns": {
                name: {
                    "type": kinds.get(name, "text"),
                    "treatment": "keep",
                    "description": name,
                    "gone": name in gone,
                }
                for name in columns
            },
        }
    )


def test_every_change_has_a_policy_and_a_line_in_the_decision() -> None:
    rows = [line for line in DECISION.read_text("utf-8").splitlines() if line.startswith("| `")]
    decided = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}

    assert set(POLICY) == set(get_args(Change)) == decided
    assert all(policy.action and policy.remedy for policy in POLICY.values())


@pytest.mark.parametrize(
    ("live", "renames"),
    [
        ("a x c d", {"b": "x"}),
        ("x b c d", {"a": "x"}),
        ("a b c x", {"d": "x"}),
        ("a x y d", {"b": "x", "c": "y"}),
        ("a x d", {}),  # two are missing, one is new: which of them?
        ("a x y c d", {}),
        ("a c d x", {}),  # stands elsewhere
        ("a b c d", {}),
        ("a c d", {}),
    ],
)
def test_a_likely_rename_has_the_place_of_what_is_missing(
    live: str, renames: dict[str, str]
) -> None:
    types = dict.fromkeys(live.split(), "text")

    assert likely_renames(contract(*"abcd"), types) == renames


def test_a_likely_rename_has_the_type_of_what_is_missing() -> None:
    live = {"a": "text", "x": "int(11)", "c": "text"}

    assert likely_renames(contract(*"abc"), live) == {}


def test_what_was_marked_gone_is_neither_missing_nor_renamed() -> None:
    live = {"a": "text", "x": "text", "c": "text"}

    found = column_changes(contract(*"abc", gone=("b",)), live)

    assert [(each.column, each.change) for each in found] == [("x", "added")]


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("varchar(50)", "varchar(50)", False),
        ("varchar(50)", "varchar(51)", False),
        ("varchar(50)", "text", False),
        ("char(36)", "varchar(36)", False),
        ("varchar(36)", "char(36)", True),  # blanks at the end go
        ("text", "varchar(50)", True),
        ("int(11)", "bigint(20)", False),
        ("int(11)", "int(5)", False),
        ("int(11)", "int(11) unsigned", True),
        ("int(5)", "int(5) unsigned zerofill", True),
        ("bigint(20)", "int(11)", True),
        ("float", "double", True),
        ("decimal(10,2)", "decimal(12,4)", True),  # sent with more digits
        ("datetime", "datetime(6)", True),
        ("date", "datetime", True),
        ("int(11)", "varchar(11)", True),
        ("enum('a')", "enum('a','b')", True),
    ],
)
def test_only_roomier_text_and_whole_numbers_surely_keep_their_values(
    before: str, after: str, *, may: bool
) -> None:
    assert may_change_values(before, after) is may


def test_a_server_that_calls_utf8_by_its_new_name_changed_nothing() -> None:
    old, new = (
        seen_columns(SourceTable("things", (SourceColumn("a", "text", False, name),), 1))
        for name in ("utf8_general_ci", "utf8mb3_general_ci")
    )

    assert list(events(contract("a", "b"), old, new)) == []
    assert not must_compare(contract("a", "b"), old, new)


def test_what_does_not_land_needs_no_comparing() -> None:
    before = [SeenColumn("x", "text", "latin1_swedish_ci", "")]
    after = [SeenColumn("x", "int(11)", None, "")]

    assert not must_compare(contract("a", "b"), before, after)


def test_no_table_both_has_a_contract_and_is_left_out() -> None:
    assert not set(load_left_out()) & set(load_contracts())
    assert all(reason.strip() for reason in load_left_out().values())


@pytest.mark.parametrize("text", ["- a\n- b\n", "a:\n", "a: [\n"])
def test_a_list_of_left_out_tables_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "left_out.yml"
    path.write_text(text)

    with pytest.raises(ContractError, match=r"left_out\.yml"):
        load_left_out(path)
