"""A contract's file changes where it must and nowhere else."""

from __future__ import annotations

import pytest
import yaml

from suitehouse.contracts.model import Column, Proposal, TableContract
from suitehouse.drift.contract_text import (
    column_text,
    marked_gone,
    new_text,
    unmarked_gone,
    with_column,
    with_type,
)
from suitehouse.errors import ContractError

FLOW = """\
# Hand-written: why this table matters.
table: things
columns:
  id:   {type: char(36), treatment: keep, description: Key}   # never NULL
  # the money
  amount: {treatment: keep, type: "decimal(26,6)", description: "Amount, net"}

  note: {type: varchar(10), treatment: drop, reason: 'may say "anything"', description: Note}
# end
"""
BLOCK = """\
columns:
  id:
    type: char(36)
    treatment: keep

  # the money
  amount:
    treatment: keep
    type: 'decimal(26,6)'   # as in the CRM
    description: >
      Amount,
      net
  # end
key: [id]
"""
LINE = "hobby_c: {type: text, treatment: drop}"


@pytest.mark.parametrize("text", [FLOW, BLOCK])
def test_a_type_is_replaced_in_its_place(text: str) -> None:
    changed = with_type(text, "amount", "decimal(30,8)")

    assert changed == text.replace('"decimal(26,6)"', '"decimal(30,8)"').replace(
        "'decimal(26,6)'", '"decimal(30,8)"'
    )


def test_a_new_column_is_a_line_after_its_neighbour_and_its_comment() -> None:
    assert with_column(FLOW, LINE, "id") == FLOW.replace("NULL\n", f"NULL\n  {LINE}\n")
    assert with_column(FLOW, LINE, "note") == FLOW.replace("# end", f"  {LINE}\n# end")
    assert with_column(FLOW, LINE, None) == FLOW.replace("  id:", f"  {LINE}\n  id:")


def test_a_new_column_follows_a_neighbour_that_is_written_on_several_lines() -> None:
    assert with_column(BLOCK, LINE, "id") == BLOCK.replace("keep\n\n", f"keep\n  {LINE}\n\n")
    assert with_column(BLOCK, LINE, "amount") == BLOCK.replace("  # end", f"  {LINE}\n  # end")


def test_a_file_without_a_last_line_end_gets_one_before_the_new_line() -> None:
    text = "columns:\n  id: {type: int}"

    assert with_column(text, LINE, "id") == f"{text}\n  {LINE}\n"


def test_line_ends_stay_as_they_are() -> None:
    text = FLOW.replace("\n", "\r\n")

    assert with_column(text, LINE, "id").replace("\r\n", "\n") == with_column(FLOW, LINE, "id")
    assert "\n" not in with_column(text, LINE, "id").replace("\r\n", "")


@pytest.mark.parametrize("text", [FLOW, BLOCK])
@pytest.mark.parametrize("column", ["id", "amount"])
def test_what_is_marked_gone_and_unmarked_is_as_before(text: str, column: str) -> None:
    gone = marked_gone(text, column)

    assert yaml.safe_load(gone)["columns"][column]["gone"] is True
    assert len(gone.splitlines()) - len(text.splitlines()) in {0, 1}
    assert unmarked_gone(gone, column) == text


def test_a_mark_that_was_written_first_goes_too() -> None:
    text = "columns:\n  id: {gone: true, type: int}\n"

    assert unmarked_gone(text, "id") == "columns:\n  id: {type: int}\n"


def test_columns_on_one_line_are_not_touched() -> None:
    with pytest.raises(ContractError, match="line of its own"):
        with_type("columns: {id: {type: int}}\n", "id", "bigint")


@pytest.mark.parametrize("name", ["yes", "on", "1st", "null", "a b", "naïve", "x: y", "-", "12"])
def test_every_name_type_and_default_is_read_back_as_it_was(name: str) -> None:
    column = Column(
        name=name,
        type="enum('a','b: #c')",
        nullable=False,
        default='say "x"',
        treatment="drop",
        reason="not classified yet",
        proposed=Proposal(privacy_class="none", treatment="keep"),
        description=name,
    )
    contract = TableContract(
        table="things",
        kind="base",
        description='Things: "all"',
        owner="team:x",
        key=(name,),
        lane="compare",
        columns=(column,),
    )

    assert yaml.safe_load(column_text(column)) == {
        name: {
            "type": "enum('a','b: #c')",
            "nullable": False,
            "default": 'say "x"',
            "treatment": "drop",
            "reason": "not classified yet",
            "proposed": {"class": "none", "treatment": "keep", "confidence": "guess"},
            "description": name,
        }
    }
    assert TableContract.model_validate(yaml.safe_load(new_text(contract))) == contract
