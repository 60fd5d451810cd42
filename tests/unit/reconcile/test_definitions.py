from __future__ import annotations

import re
from pathlib import Path

import pytest

import suitehouse.reconcile.passes as pass_package
from suitehouse.discovery import objects_in
from suitehouse.errors import ConfigurationError
from suitehouse.ledger.item import ItemKind, Side
from suitehouse.reconcile.definition import DEFINITION_FOLDER, load_definitions
from suitehouse.reconcile.outcome import BreakKind

PAGE = (Path(__file__).parents[3] / "docs/reference/reconciliation.md").read_text(encoding="utf-8")


def test_every_definition_loads_and_names_its_side() -> None:
    sides = {name: found.right.side for name, found in load_definitions().items()}

    assert sides == {
        "crm_customers_to_erp": Side.ERP,
        "crm_invoices_to_erp": Side.ERP,
        "crm_orders_to_commerce": Side.COMMERCE,
        "crm_invoices_to_processor": Side.PROCESSOR,
        "processor_payouts_to_bank": Side.BANK,
    }


def test_a_kind_without_a_place_is_left_out_with_the_reason_of_the_rest() -> None:
    processor = load_definitions()["crm_invoices_to_processor"].right

    reasons = {kind: processor.reason_against(kind) for kind in ItemKind}

    assert reasons[ItemKind.CHARGE] == reasons[ItemKind.REFUND] == ""
    assert reasons[ItemKind.FEE] == "processor_fee"
    assert reasons[ItemKind.INVOICE] == reasons[ItemKind.ORDER] == "other_activity"


def test_only_what_belongs_to_a_charge_can_follow(tmp_path: Path) -> None:
    text = (DEFINITION_FOLDER / "crm_invoices_to_processor.yml").read_text(encoding="utf-8")
    moved = text.replace("    fee: processor_fee\n", "").replace("[refund,", "[fee, refund,")
    (tmp_path / "broken.yml").write_text(moved, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"follows\.0"):
        load_definitions(tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("passes: [exact_reference", "passes: [by_feeling"),
        ("rounding:", "tolerance:"),
        ("missing: missing_in_erp", "missing: lost"),
        ("  rest: not_an_invoice\n", ""),
        ("matches: [invoice, credit_note]", "matches: [invoice, credit_note, invoice]"),
        ("applied: [payment]", "applied: [invoice]"),
        ("title:", "- title:"),
    ],
)
def test_a_malformed_definition_names_its_file(tmp_path: Path, old: str, new: str) -> None:
    text = (DEFINITION_FOLDER / "crm_invoices_to_erp.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "broken.yml").write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"broken\.yml: not a valid reconciliation"):
        load_definitions(tmp_path)


def test_break_kinds_passes_and_definitions_are_documented() -> None:
    documented = set(re.findall(r"`([a-z_]+)`", PAGE))
    names = {*BreakKind, *objects_in(pass_package), *load_definitions()}

    assert sorted(names - documented) == []
