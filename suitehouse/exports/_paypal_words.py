"""The words of PayPal's activity download, which come in the language of the account.

Column names, what moves the balance, how far a row got, and what a type means. A type is told by
the words in it, the telling ones first: "Chargeback Fee" is a fee, "Payment Refund" a refund.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from suitehouse.ledger.item import ItemKind

# English, German, French, Spanish; a language may have had several names over the years.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "datum", "fecha"),
    "time": ("time", "uhrzeit", "zeit", "heure", "hora"),
    "zone": ("timezone", "time zone", "zeitzone", "fuseau horaire", "zona horaria", "huso horario"),
    "name": ("name", "nom", "nombre"),
    "type": ("type", "typ", "beschreibung", "tipo"),
    "status": ("status", "état", "etat", "estado"),
    "currency": ("currency", "währung", "devise", "divisa", "moneda"),
    "gross": ("gross", "brutto", "avant commission", "brut", "bruto"),
    "fee": ("fee", "gebühr", "entgelt", "commission", "frais", "tarifa", "comisión"),
    "net": ("net", "netto", "neto"),
    "from_email": (
        "from email address",
        "absender e-mail-adresse",
        "de l'adresse email",
        "dirección de correo electrónico del remitente",
    ),
    "transaction": (
        "transaction id",
        "transaktionscode",
        "numéro de transaction",
        "id. de transacción",
    ),
    "reference": (
        "reference txn id",
        "zugehöriger transaktionscode",
        "txn-referenzkennung",
        "numéro de la transaction de référence",
        "nº de transaction de référence",
        "id. de transacción de referencia",
    ),
    "invoice": (
        "invoice number",
        "rechnungsnummer",
        "numéro de facture",
        "nº de facture",
        "número de factura",
    ),
    "tax": ("sales tax", "umsatzsteuer", "tva", "impuesto de ventas"),
    "balance": ("balance", "guthaben", "solde", "saldo"),
    "subject": ("subject", "betreff", "objet", "asunto"),
    "note": ("note", "hinweis", "remarque", "nota"),
    "impact": (
        "balance impact",
        "auswirkung auf guthaben",
        "impact sur le solde",
        "impacto en el saldo",
    ),
}
IMPACTS = {
    "credit": "credit",
    "haben": "credit",
    "gutschrift": "credit",
    "crédit": "credit",
    "crédito": "credit",
    "abono": "credit",
    "debit": "debit",
    "soll": "debit",
    "débit": "debit",
    "débito": "debit",
    "cargo": "debit",
    "memo": "memo",
    "mémo": "memo",
    "notiz": "memo",
    "nota": "memo",
}
_PENDING = re.compile(
    r"pending|uncleared|unclaimed|ausstehend|offen|in bearbeitung|en attente|pendiente"
)
_FAILED = re.compile(
    r"denied|declined|failed|cancell?ed|expired|voided|abgelehnt|fehlgeschlagen|storniert"
    r"|abgebrochen|refusé|annulé|échoué|expiré|rechazad|cancelad|fallid|caducad"
)
_TYPES: tuple[tuple[str, ItemKind], ...] = (
    (
        r"currency conversion|währungsumrechnung|conversion de devise|conversión de divisa",
        ItemKind.CONVERSION,
    ),
    (r"\bhold\b|release|einbehalt|freigabe|blocage|levée|retención|liberación", ItemKind.HOLD),
    (r"\bfee\b|gebühr|entgelt|\bfrais\b|\bcommission\b|tarifa|comisión", ItemKind.FEE),
    (r"chargeback reversal|reversal of chargeback", ItemKind.DISPUTE_REVERSAL),
    (r"chargeback|rücklastschrift|dispute|litige|contracargo", ItemKind.DISPUTE),
    (r"refund|rückzahlung|rückerstattung|remboursement|reembolso", ItemKind.REFUND),
    (r"payment reversal|rückbuchung|annulation de paiement|reversión", ItemKind.DISPUTE),
    (
        r"withdrawal|deposit|transfer to bank|abbuchung|bankgutschrift|auszahlung|einzahlung"
        r"|virement|approvisionnement|retirada|depósito|transferencia",
        ItemKind.PAYOUT,
    ),
    (r"correction|adjustment|korrektur|ajuste", ItemKind.ADJUSTMENT),
    (r"payment|zahlung|paiement|pago|donation|spende|checkout", ItemKind.CHARGE),
)  # fmt: skip
_COMPILED = tuple((re.compile(words), kind) for words, kind in _TYPES)
# Asked for or reserved only: told where the file does not say what moves the balance.
_MEMO = re.compile(r"authori[sz]ation|autorisierung|autorización|request|invoice sent|anforderung")
# Where the money goes the other way it is another thing.
_OUT = {ItemKind.CHARGE: ItemKind.PAYMENT}
_IN = {
    ItemKind.REFUND: ItemKind.PAYMENT,
    ItemKind.DISPUTE: ItemKind.DISPUTE_REVERSAL,
    ItemKind.HOLD: ItemKind.RELEASE,
}


def kind_of_type(words: str, *, is_credit: bool) -> ItemKind:
    """Return what a row's type says happened; words that are not known are `other`."""
    text = words.casefold()
    found = next((kind for pattern, kind in _COMPILED if pattern.search(text)), ItemKind.OTHER)
    return (_IN if is_credit else _OUT).get(found, found)


def set_aside_by(impact: str, status: str, words: str) -> str:
    """Return why a row does not move the balance; empty if it does.

    Args:
        impact: What the file says it does to the balance; empty where it does not say.
        status: How far it got, in the file's words.
        words: Its type, in the file's words.
    """
    text = status.casefold()
    if _FAILED.search(text):
        return "failed"
    if _PENDING.search(text):
        return "pending"
    is_memo = impact == "memo" if impact else _told_only(words.casefold())
    return "memo" if is_memo else ""


def _told_only(words: str) -> bool:
    return bool(_MEMO.search(words)) and "hold" not in words and "einbehalt" not in words
