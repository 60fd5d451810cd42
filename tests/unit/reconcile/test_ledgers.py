"""A company with QuickBooks and Xero: what is missing is missing in one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from books import ERP, CustomerLanding, Invoice, Landing, only, quickbooks, reconciled_with, told
from two_ledgers import Document, crm, exports

from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.reconcile.report import ReconcileReport

# Acme is in Xero with two documents, Bolt in QuickBooks with one.
ACME = (Invoice(1), Invoice(2, "120.00"))
BOLT = (Invoice(3, "75.00"),)
XERO = (Document("INV-1", "Acme"), Document("INV-2", "Acme", "120.00"))
QBO = (Document("INV-3", "Bolt", "75.00"),)


def reconcile_both(
    folder: Path,
    customers: Mapping[str, Iterable[Invoice]],
    *,
    qbo: Iterable[Document] = QBO,
    xero: Iterable[Document] = XERO,
) -> ReconcileReport:
    landing = crm({"Acme": ACME, "Bolt": BOLT, **customers})
    files = exports(qbo=qbo, xero=xero)
    report = reconciled_with(landing, folder, files, month="2026-03")
    assert report.foots
    return report


def sentences(report: ReconcileReport) -> dict[str, str]:
    """Return what each break says, by the label of its first row."""
    return {found.members[0].label: found.explanation for found in only(report, ERP).breaks}


def test_an_invoice_is_missing_in_the_ledger_of_its_customer(tmp_path: Path) -> None:
    report = reconcile_both(tmp_path, {"Acme": (*ACME, Invoice(4))})

    assert told(report)["id-4"] == "missing_in_erp"
    assert sentences(report) == {
        "INV-4": "INV-4 of 100.00 USD, dated 2026-03-10, is not in Xero, where 2 documents of its"
        " customer are found."
    }


def test_a_customer_with_documents_in_both_stays_undecided(tmp_path: Path) -> None:
    both = {"Cora": (Invoice(5, "10.00"), Invoice(6, "20.00"), Invoice(7, "30.00"))}

    report = reconcile_both(
        tmp_path,
        both,
        qbo=[*QBO, Document("INV-5", "Cora", "10.00")],
        xero=[*XERO, Document("INV-6", "Cora", "20.00")],
    )

    results = told(report)
    assert (results["id-5"], results["id-6"]) == ("matched", "matched")
    assert sentences(report) == {
        "INV-7": "INV-7 of 30.00 USD, dated 2026-03-10, is neither in QuickBooks nor in Xero; its"
        " customer has documents in several ledgers (QuickBooks 1, Xero 1), so the ledger it"
        " belongs to is undecided."
    }


def test_a_customer_without_a_document_stays_undecided(tmp_path: Path) -> None:
    report = reconcile_both(tmp_path, {"Dora": [Invoice(8)], "": [Invoice(9)]})

    found = sentences(report)
    assert found["INV-8"].endswith(
        "is neither in QuickBooks nor in Xero; no ledger has a document of its customer, so the"
        " ledger it belongs to is undecided."
    )
    assert "; it names no customer, so" in found["INV-9"]


def test_what_stands_in_both_ledgers_is_one_break(tmp_path: Path) -> None:
    report = reconcile_both(tmp_path, {}, qbo=[*QBO, Document("INV-1", "Acme", day=12)])

    results = told(report)
    assert (results["id-1"], results["INV-1"], results["INV-1#2"]) == ("duplicate",) * 3
    [found] = only(report, ERP).breaks
    assert str(found.effect) == "100.00 USD"
    assert found.explanation == (
        "INV-1 of 100.00 USD, dated 2026-03-10, stands in QuickBooks and in Xero; it belongs to"
        " one ledger."
    )


@pytest.mark.parametrize("amount", ["250.00", "100.00"])
def test_another_document_of_the_number_does_not_confuse(tmp_path: Path, amount: str) -> None:
    other = Document("INV-1", "Bolt", amount)

    report = reconcile_both(tmp_path, {}, qbo=[*QBO, other])

    results = told(report)
    assert results["id-1"] == "matched"
    assert sorted([results["INV-1"], results["INV-1#2"]]) == ["matched", "missing_in_crm"]
    assert sentences(report) == {
        "INV-1": f"INV-1 of {amount} USD, dated 2026-03-10, is in QuickBooks; SuiteCRM's invoice of"
        " that number is another document, in Xero."
    }


def test_the_number_in_the_other_ledger_leaves_a_difference_what_it_is(tmp_path: Path) -> None:
    off = [Document("INV-1", "Acme", "90.00"), XERO[1]]

    report = reconcile_both(tmp_path, {}, qbo=[*QBO, Document("INV-1", "Bolt", "250.00")], xero=off)

    assert told(report)["id-1"] == "amount_mismatch"
    assert "100.00 USD in SuiteCRM but 90.00 USD in Xero" in " ".join(
        found.explanation for found in only(report, ERP).breaks
    )


def test_a_missing_invoice_is_not_met_by_another_of_its_number(tmp_path: Path) -> None:
    report = reconcile_both(
        tmp_path,
        {"Acme": (*ACME, Invoice(4))},
        qbo=[*QBO, Document("INV-4", "Bolt", "250.00")],
    )

    results = told(report)
    assert (results["id-4"], results["INV-4"]) == ("missing_in_erp", "missing_in_crm")
    assert [found.explanation for found in only(report, ERP).breaks] == [
        "INV-4 of 100.00 USD, dated 2026-03-10, is not in Xero, where 2 documents of its customer"
        " are found.",
        "INV-4 of 250.00 USD, dated 2026-03-10, is in QuickBooks; SuiteCRM's invoice of that number"
        " is another document.",
    ]


def test_the_only_document_of_a_number_is_the_invoice_of_a_customer_found_nowhere(
    tmp_path: Path,
) -> None:
    report = reconcile_both(
        tmp_path, {"Dora": [Invoice(8)]}, qbo=[*QBO, Document("INV-8", "Bolt", "250.00")]
    )

    assert told(report)["id-8"] == "amount_mismatch"


def test_the_same_customer_at_another_amount_is_a_repeat(tmp_path: Path) -> None:
    report = reconcile_both(tmp_path, {}, qbo=[*QBO, Document("INV-1", "Acme", "60.00", day=12)])

    assert told(report)["id-1"] == "matched"
    [found] = only(report, ERP).breaks
    assert found.kind == "duplicate"
    assert found.explanation == (
        "INV-1 of the same customer stands in QuickBooks as well, at 60.00 USD on 2026-03-12; the"
        " invoice of that number is in Xero."
    )


def test_parts_in_two_ledgers_are_no_instalments(tmp_path: Path) -> None:
    landing = crm({"": [Invoice(1)]})
    files = exports(
        qbo=[Document("INV-1", "Acme", "60.00")], xero=[Document("INV-1", "Zed", "40.00")]
    )

    report = reconciled_with(landing, tmp_path, files, month="2026-03")

    assert set(told(report).values()) == {"duplicate"}
    assert report.foots
    assert "neither customer nor amount tells" in sentences(report)["INV-1"]


def test_what_is_voided_in_the_other_ledger_is_no_duplicate(tmp_path: Path) -> None:
    void = Document("INV-1", "Acme", status="void")

    report = reconcile_both(tmp_path, {}, qbo=[*QBO, void])

    assert sorted(v for k, v in told(report).items() if k.startswith("INV-1")) == [
        "matched",
        "void",
    ]
    said = [row.explanation for row in only(report, ERP).rows() if row.reason == "void"]
    assert said == ["Voided in QuickBooks; the invoice of that number is in Xero."]


def test_matched_rows_name_their_own_ledger(tmp_path: Path) -> None:
    report = reconcile_both(tmp_path, {})

    said = {row.source_id: row.explanation for row in only(report, ERP).rows()}
    assert said["id-1"] == "INV-1 is 100.00 USD in SuiteCRM and in Xero."
    assert said["INV-3"] == "INV-3 is 75.00 USD in SuiteCRM and in QuickBooks."


def test_the_inference_is_counted(tmp_path: Path) -> None:
    report = reconcile_both(tmp_path, {"Acme": (*ACME, Invoice(4)), "Dora": [Invoice(8)]})

    counts = only(report, ERP).ledgers
    assert counts is not None
    quickbooks_count, xero_count = counts.ledgers
    assert (xero_count.system, xero_count.customers, xero_count.inferred) == ("Xero", 1, 3)
    assert (xero_count.documents, xero_count.evidence, xero_count.assigned) == (2, 2, 0)
    assert (quickbooks_count.customers, quickbooks_count.evidence) == (1, 1)
    assert (counts.customers_in_several, counts.customers_in_none) == (0, 1)
    assert (counts.undecided, counts.without_customer, counts.evidence) == (1, 0, 3)


def test_documents_of_other_months_show_the_ledger_too(tmp_path: Path) -> None:
    landing = crm({"Acme": [Invoice(1, day="2025-03-10"), Invoice(4)]})
    early = "Acme,INV-1,2025-03-10,,100.00,100.00,USD,Sales invoice,Awaiting Payment\n"
    files = exports(qbo=QBO, xero=[Document("INV-90", "Nobody")])
    files["xero.csv"] += early.encode()

    report = reconciled_with(landing, tmp_path, files, month="2026-03")

    assert (
        "is not in Xero, where one document of its customer is found."
        in (sentences(report)["INV-4"])
    )


def test_one_ledger_has_no_part_on_ledgers(tmp_path: Path) -> None:
    files = {"qbo.csv": quickbooks(Document("INV-1", "Acme").in_quickbooks)}

    report = reconciled_with(Landing([Invoice(1), Invoice(2)]), tmp_path, files, month="2026-03")

    assert only(report, ERP).ledgers is None
    assert sentences(report)["INV-2"].endswith("is not in QuickBooks.")


def test_a_rule_for_the_only_ledger_changes_no_byte(tmp_path: Path) -> None:
    files = exports(qbo=[Document("INV-1", "Acme"), Document("INV-1", "Bolt", "7.00")])
    landing = crm({"Acme": [Invoice(1), Invoice(2)], "Bolt": BOLT})
    for name, policy in {"said": rules(ledgers=[REST]), "unsaid": rules()}.items():
        report = reconciled_with(
            landing, tmp_path / "exports", files, policy=policy, month="2026-03"
        )
        write_outputs(report, tmp_path / name)

    for path in (tmp_path / "said").iterdir():
        assert path.read_bytes() == (tmp_path / "unsaid" / path.name).read_bytes()
        assert b"edgers" not in path.read_bytes()


def rules(**reconcile: object) -> ReconcilePolicy:
    return ReconcilePolicy.model_validate({"base_currency": "USD", **reconcile})


def reconcile_by(
    folder: Path, landing: CustomerLanding, files: dict[str, bytes], *ledgers: dict[str, object]
) -> ReconcileReport:
    policy = rules(ledgers=ledgers)
    report = reconciled_with(landing, folder, files, policy=policy, month="2026-03")
    assert report.foots
    return report


BY_NUMBER = {"system": "Xero", "number_prefix": ["2"]}
REST = {"system": "QuickBooks"}


def test_the_settings_say_where_an_invoice_is_missing(tmp_path: Path) -> None:
    landing = crm({"": [Invoice(21), Invoice(31), Invoice(22), Invoice(32)]})
    files = exports(qbo=[Document("INV-31", "A")], xero=[Document("INV-21", "B")])

    report = reconcile_by(tmp_path, landing, files, BY_NUMBER, REST)

    found = sentences(report)
    assert found["INV-22"].endswith("is not in Xero, to which the settings assign it.")
    assert found["INV-32"].endswith("is not in QuickBooks, to which the settings assign it.")
    counts = only(report, ERP).ledgers
    assert counts is not None
    assert [each.assigned for each in counts.ledgers] == [2, 2]
    assert counts.undecided == 0


def test_an_invoice_in_another_ledger_than_the_settings_say(tmp_path: Path) -> None:
    landing = crm({"": [Invoice(21)]})
    files = exports(qbo=[Document("INV-21", "A")], xero=[Document("INV-90", "B")])

    report = reconcile_by(tmp_path, landing, files, BY_NUMBER, REST)

    assert (told(report)["id-21"], told(report)["INV-21"]) == ("wrong_ledger", "wrong_ledger")
    assert sentences(report)["INV-21"] == (
        "INV-21 stands in QuickBooks at 100.00 USD, but the settings assign it to Xero, where it is"
        " not."
    )


def test_another_document_in_another_ledger_is_not_the_stated_one(tmp_path: Path) -> None:
    landing = crm({"": [Invoice(21)]})
    files = exports(qbo=[Document("INV-21", "A", "7.00")], xero=[Document("INV-90", "B")])

    report = reconcile_by(tmp_path, landing, files, BY_NUMBER, REST)

    results = told(report)
    assert (results["id-21"], results["INV-21"]) == ("missing_in_erp", "missing_in_crm")


def test_invoices_of_a_ledger_without_a_file_are_left_out(tmp_path: Path) -> None:
    landing = crm({"": [Invoice(21), Invoice(31)]})

    report = reconcile_by(
        tmp_path, landing, exports(qbo=[Document("INV-31", "A")]), BY_NUMBER, REST
    )

    assert told(report) == {
        "id-21": "ledger_without_file",
        "id-31": "matched",
        "INV-31": "matched",
    }
    said = {row.source_id: row.explanation for row in only(report, ERP).rows()}
    assert said["id-21"] == "Belongs to Xero by the settings, of which there is no file."


def test_rules_may_ask_for_currency_and_account(tmp_path: Path) -> None:
    landing = crm(
        {
            "Acme": [Invoice(1, currency_id="cur-eur")],
            "Bolt": [Invoice(2)],
            "Cora": [Invoice(3)],
        },
        Bolt="Partner",
    )
    files = exports(qbo=[Document("INV-90", "A")], xero=[Document("INV-91", "B")])

    report = reconcile_by(
        tmp_path,
        landing,
        files,
        {"system": "Xero", "currency": ["EUR", "GBP"]},
        {"system": "Xero", "account": {"account_type": ["Partner", "Reseller"]}},
        REST,
    )

    found = sentences(report)
    assert [label for label in found if "is not in Xero" in found[label]] == ["INV-1", "INV-2"]
    assert "is not in QuickBooks" in found["INV-3"]
