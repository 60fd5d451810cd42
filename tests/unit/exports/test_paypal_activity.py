from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus

HEADER = (
    "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,"
    "Transaction ID,Reference Txn ID,Invoice Number,Balance,Subject,Note,Balance Impact\n"
)
GERMAN = (
    "Datum;Uhrzeit;Zeitzone;Name;Typ;Status;Währung;Brutto;Gebühr;Netto;Absender E-Mail-Adresse;"
    "Transaktionscode;Zugehöriger Transaktionscode;Rechnungsnummer;Guthaben;Betreff;Hinweis;"
    "Auswirkung auf Guthaben\n"
)
FRENCH = (
    "Date;Heure;Fuseau horaire;Nom;Type;État;Devise;Avant commission;Commission;Net;"
    "De l'adresse email;Numéro de transaction;Numéro de la transaction de référence;"
    "Numéro de facture;Solde;Objet;Remarque;Impact sur le solde\n"
)
SPANISH = (
    "Fecha;Hora;Zona horaria;Nombre;Tipo;Estado;Divisa;Bruto;Comisión;Neto;"
    "Dirección de correo electrónico del remitente;Id. de transacción;"
    "Id. de transacción de referencia;Número de factura;Saldo;Asunto;Nota;Impacto en el saldo\n"
)


def row(transaction: str, words: str, gross: str, **other: str) -> str:
    """Return a row; `net` is gross and `impact` its sign unless given."""
    net = other.get("net", gross)
    cells = {
        "day": "03/21/2026",
        "status": "Completed",
        "currency": "USD",
        "fee": "0.00",
        "about": "",
        "invoice": "",
        "balance": "",
        "impact": "Debit" if net.startswith("-") else "Credit",
        **other,
    }
    return (
        f"{cells['day']},08:00:00,PST,Acme,{words},{cells['status']},{cells['currency']},"
        f'"{gross}",{cells["fee"]},"{net}",a@b.example,{transaction},{cells["about"]},'
        f'{cells["invoice"]},"{cells["balance"]}",,,{cells["impact"]}\n'
    )


SALE = row(
    "0AA1", "Website Payment", "1,200.00", fee="-35.10", net="1,164.90", invoice="INV-2001",
    balance="1,164.90",
)  # fmt: skip


def _read(text: str) -> ExportFile:
    return read_export("activity.csv", ("\ufeff" + text).encode(), Books("USD"))


def _items(*rows: str) -> tuple[LedgerItem, ...]:
    return _read(HEADER + "".join(rows)).items


def _codes(*rows: str) -> list[str]:
    return [finding.code for finding in _read(HEADER + "".join(rows)).findings]


def test_a_payment_is_a_charge_with_its_fee_invoice_and_instant() -> None:
    [item] = _items(SALE)

    assert (item.kind, str(item.money), item.fee, item.net) == (
        ItemKind.CHARGE,
        "1,200.00 USD",
        Decimal("35.10"),
        Decimal("1164.90"),
    )
    assert (item.references, item.status) == (("INV-2001",), PaymentStatus.PAID)
    assert (item.on, item.at) == (date(2026, 3, 21), datetime(2026, 3, 21, 16, tzinfo=UTC))
    assert (item.party_name, item.party_email) == ("Acme", "a@b.example")
    assert item.has_own_id


@pytest.mark.parametrize(
    ("words", "gross", "kind"),
    [
        ("Express Checkout Payment", "5.00", ItemKind.CHARGE),
        ("PreApproved Payment Bill User Payment", "-5.00", ItemKind.PAYMENT),
        ("Payment Refund", "-5.00", ItemKind.REFUND),
        ("Payment Reversal", "-5.00", ItemKind.DISPUTE),
        ("Chargeback", "-5.00", ItemKind.DISPUTE),
        ("Chargeback Reversal", "5.00", ItemKind.DISPUTE_REVERSAL),
        ("Chargeback Fee", "-5.00", ItemKind.FEE),
        ("Fee Reversal", "5.00", ItemKind.FEE),
        ("Hold on Balance for Dispute Investigation", "-5.00", ItemKind.HOLD),
        ("Cancellation of Hold for Dispute Resolution", "5.00", ItemKind.RELEASE),
        ("Account Hold for Open Authorization", "-5.00", ItemKind.HOLD),
        ("Reversal of General Account Hold", "5.00", ItemKind.RELEASE),
        ("General Currency Conversion", "-5.00", ItemKind.CONVERSION),
        ("General Card Deposit", "5.00", ItemKind.PAYOUT),
        ("User Initiated Withdrawal", "-5.00", ItemKind.PAYOUT),
        ("Something New", "5.00", ItemKind.OTHER),
        ("Zahlung per Handy", "5.00", ItemKind.CHARGE),
        ("Rückzahlung", "-5.00", ItemKind.REFUND),
        ("Allgemeine Währungsumrechnung", "-5.00", ItemKind.CONVERSION),
        ("Bankgutschrift auf PayPal-Konto", "5.00", ItemKind.PAYOUT),
        ("Paiement standard", "5.00", ItemKind.CHARGE),
        ("Remboursement de paiement", "-5.00", ItemKind.REFUND),
        ("Pago móvil", "5.00", ItemKind.CHARGE),
        ("Reembolso de pago", "-5.00", ItemKind.REFUND),
    ],
)
def test_the_words_of_a_type_say_what_happened(words: str, gross: str, kind: ItemKind) -> None:
    assert [item.kind for item in _items(row("0AA1", words, gross))] == [kind]


def test_a_refund_names_its_payment() -> None:
    sale, refund = _items(SALE, row("0AA2", "Payment Refund", "-200.00", about="0AA1"))

    assert refund.link == sale.link == sale.source_id


@pytest.mark.parametrize(
    ("status", "impact", "set_aside"),
    [
        ("Pending", "Memo", "pending"),
        ("Pending", "Credit", "pending"),
        ("Denied", "Memo", "failed"),
        ("Completed", "Memo", "memo"),
        ("Ausstehend", "Notiz", "pending"),
        ("Partially Refunded", "Credit", ""),
    ],
)
def test_rows_that_do_not_move_the_balance_are_set_aside(
    status: str, impact: str, set_aside: str
) -> None:
    [item] = _items(row("0AA1", "Website Payment", "75.00", status=status, impact=impact))

    assert item.set_aside == set_aside
    assert (item.status is PaymentStatus.PAID) is not bool(set_aside)


def test_an_authorisation_is_a_memo_where_nothing_is_said_of_the_balance() -> None:
    [item] = _items(row("0AA1", "General Authorization", "75.00", impact=""))

    assert (item.set_aside, _codes(row("0AA1", "General Authorization", "75.00", impact=""))) == (
        "memo",
        [],
    )


def test_a_pair_of_conversions_is_whole_and_one_alone_is_not() -> None:
    pair = (
        row("0AA2", "General Currency Conversion", "-18.40", about="0AA1", currency="BRL"),
        row("0AA3", "General Currency Conversion", "3.27", about="0AA1"),
    )

    assert _codes(*pair) == []
    assert _codes(pair[0]) == ["unpaired_conversion"]


def test_a_card_purchase_and_its_deposit_are_no_income() -> None:
    bought, funded = _items(
        row("0AA2", "Express Checkout Payment", "-18.40"),
        row("0AA3", "General Card Deposit", "18.40", about="0AA2"),
    )

    assert (bought.kind, funded.kind) == (ItemKind.PAYMENT, ItemKind.PAYOUT)
    assert funded.link == bought.link


def test_gross_and_fee_make_net_on_every_row() -> None:
    assert _codes(SALE.replace('"1,164.90",a', '"1,164.91",a')) == ["net_does_not_recompute"]


@pytest.mark.parametrize("newest_first", [False, True])
def test_each_balance_follows_from_the_row_before_pending_ones_aside(newest_first: bool) -> None:
    rows = [
        SALE,
        row("0AA2", "Payment Refund", "-200.00", balance="964.90"),
        row("0AA4", "Website Payment", "75.00", status="Pending", impact="Memo", balance="1.00"),
        row("0AA3", "General Withdrawal", "-900.00", balance="64.90"),
    ]
    rows = rows[::-1] if newest_first else rows

    assert _codes(*rows) == []
    off = [each.replace('"64.90"', '"64.91"') for each in rows]
    assert _codes(*off) == ["balance_does_not_roll"]


@pytest.mark.parametrize(
    ("days", "read"),
    [
        (("03/13/2026", "04/01/2026"), date(2026, 4, 1)),
        (("13/03/2026", "01/04/2026"), date(2026, 4, 1)),
        (("13-03-2026", "01-04-2026"), date(2026, 4, 1)),
        (("2026-03-13", "2026-04-01"), date(2026, 4, 1)),
    ],
)
def test_the_order_of_day_and_month_is_the_one_that_fits_all(
    days: tuple[str, str], read: date
) -> None:
    rows = [row(f"0AA{day[:2]}", "Website Payment", "5.00", day=day) for day in days]

    assert _items(*rows)[1].on == read
    assert _codes(*rows) == []


def test_where_two_orders_fit_the_rows_own_order_decides() -> None:
    days = ("01/02/2026", "05/02/2026", "02/03/2026")
    rows = [row(f"0AA{day[:2]}", "Website Payment", "5.00", day=day) for day in days]

    assert [item.on for item in _items(*rows)] == [
        date(2026, 2, 1),
        date(2026, 2, 5),
        date(2026, 3, 2),
    ]
    assert _codes(*rows) == []


def test_dates_that_stay_ambiguous_are_read_month_first_with_a_warning() -> None:
    one = row("0AA1", "Website Payment", "5.00", day="03/04/2026")

    assert (_items(one)[0].on, _codes(one)) == (date(2026, 3, 4), ["ambiguous_dates"])


def test_dates_in_no_single_order_are_refused() -> None:
    rows = [
        row("0AA1", "Website Payment", "5.00", day="03/13/2026"),
        row("0AA2", "Website Payment", "5.00", day="13/03/2026"),
    ]

    with pytest.raises(ExportError) as refused:
        _items(*rows)

    assert (refused.value.line, refused.value.column) == (3, "date")


@pytest.mark.parametrize(
    ("header", "words", "status", "impact", "thousands"),
    [
        (GERMAN, "Website-Zahlung", "Abgeschlossen", "Haben", "."),
        (FRENCH, "Paiement sur site marchand", "Terminé", "Crédit", "\u00a0"),
        (SPANISH, "Pago en sitio web", "Completado", "Abono", "."),
    ],
)
def test_other_languages_bring_their_words_dates_and_decimal_comma(
    header: str, words: str, status: str, impact: str, thousands: str
) -> None:
    sale = (
        f"03.04.2026;08:00:00;CEST;Acme;{words};{status};EUR;1{thousands}200,00;-35,10;"
        f"1{thousands}164,90;a@b.example;0AA1;;INV-2001;1{thousands}164,90;;;{impact}\n"
    )

    file = _read(header + sale)

    [item] = file.items
    assert (item.kind, str(item.money), item.fee) == (
        ItemKind.CHARGE,
        "1,200.00 EUR",
        Decimal("35.10"),
    )
    assert (item.on, item.at) == (date(2026, 4, 3), datetime(2026, 4, 3, 6, tzinfo=UTC))
    assert (item.references, file.findings) == (("INV-2001",), ())


def test_a_localised_file_in_the_code_page_of_windows_is_read() -> None:
    sale = (
        "03.04.2026;08:00:00;CEST;Müller;Zahlung;Abgeschlossen;EUR;5,00;0,00;5,00;;0A;;;;;;Haben\n"
    )

    file = read_export("a.csv", (GERMAN + sale).encode("cp1252"), Books("USD"))

    assert str(file.items[0].money) == "5.00 EUR"
    assert [finding.code for finding in file.findings] == ["fallback_encoding"]


def test_two_decimal_marks_in_one_file_are_refused() -> None:
    mixed = row("0AA2", "Payment Refund", "-5,00")

    with pytest.raises(ExportError, match="another decimal mark than the amounts above"):
        _items(SALE, mixed)


def test_without_types_and_ids_rows_are_known_by_their_digest_and_compared_with_nothing() -> None:
    text = (
        "Date,Time,Name,Gross,Currency,Balance Impact\n"
        "13/01/2026,08:30:24,SHOP,-38.99,EUR,Debit\n"
        "01/02/2026,10:00:00,CLIENT,500.00,EUR,Credit\n"
    )

    file = _read(text)

    assert [item.kind for item in file.items] == [ItemKind.OTHER] * 2
    assert all(item.source_id.startswith("row-") for item in file.items)
    assert not any(item.has_own_id for item in file.items)
    assert [finding.code for finding in file.findings] == ["other_category", "unknown_zone"]


def test_a_header_with_a_space_after_each_comma_and_an_empty_last_cell_is_read() -> None:
    header = HEADER.replace(",", ", ").replace("\n", ", \n")

    file = _read(header + SALE.replace("\n", ",\n"))

    assert [str(item.money) for item in file.items] == ["1,200.00 USD"]


def test_a_header_alone_is_a_file_without_rows() -> None:
    assert _codes() == ["no_rows"]


@pytest.mark.parametrize(
    ("damaged", "column"),
    [
        (SALE.replace("08:00:00", "25:00:00"), "time"),
        (SALE.replace(",USD,", ",dollars,"), "currency"),
        (SALE.replace('"1,200.00"', "=1+1"), "gross"),
        (SALE.replace('"1,200.00"', ""), "gross"),
        (SALE.replace('"1,200.00"', "1.2.0"), "gross"),
        (SALE.replace("-35.10", "many"), "fee"),
        (SALE.replace("Credit", "Debit"), "balance impact"),
        (SALE.replace("Credit", "Kredit"), "balance impact"),
        (SALE.replace("03/21/2026", "yesterday"), "date"),
        (SALE.rstrip() + ",more\n", ""),
        (row("0AA2", "Website Payment", "150.50", currency="JPY"), "gross"),
    ],
)
def test_a_broken_cell_refuses_the_file_and_names_the_place(damaged: str, column: str) -> None:
    with pytest.raises(ExportError) as refused:
        _items(damaged)

    assert (refused.value.line, refused.value.column) == (2, column)


def test_a_column_twice_with_different_cells_and_a_missing_one_are_refused() -> None:
    with pytest.raises(ExportError, match="two headers"):
        _read(HEADER.replace("Note", "Gross") + SALE.replace(",,,Credit", ",,9,Credit"))
    with pytest.raises(ExportError, match="no export that suitehouse knows"):
        _read(HEADER.replace("Currency", "Coin") + SALE)


def test_formulas_in_free_text_stay_out_of_what_is_printed() -> None:
    [item] = _items(SALE.replace("INV-2001", "=HYPERLINK(1)"))

    assert (item.references, item.label) == ((), item.source_id)
