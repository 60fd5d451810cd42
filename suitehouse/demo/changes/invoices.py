"""Invoices: paid, made, changed by removing a line; and what a new currency rate does to them."""

from __future__ import annotations

from decimal import Decimal

from suitehouse.demo.changes.desk import Change, Desk

_AMOUNTS = (
    "total_amt", "discount_amount", "subtotal_amount", "tax_amount", "shipping_amount",
    "shipping_tax_amt", "total_amount", "subtotal_tax_amount",
)  # fmt: skip
# An amount in base currency is the amount divided by the rate; the base currency has no row.
_CONVERT = ", ".join(
    f"i.{name}_usdollar = round(i.{name} / coalesce(c.conversion_rate, 1), 6)" for name in _AMOUNTS
)
_LOWER = (
    "update {table} set total_amt = total_amt - %s, discount_amount = discount_amount - %s, "
    "subtotal_amount = total_amt + discount_amount, tax_amount = tax_amount - %s, "
    "total_amount = subtotal_amount + tax_amount, date_modified = %s where {key} = %s"
)
_LINE_STEPS = ("created_by", "assigned_user_id", "product_id", "parent_id")


def change_currency_rate(desk: Desk, count: int) -> int:  # noqa: ARG001 - one currency each time
    """A new rate is a change of the currency alone: no stored amount moves."""
    chosen = desk.choose("select id from currencies where deleted = 0 order by id", 1)
    for (currency_id,) in chosen:
        desk.send(
            "update currencies set conversion_rate = round(conversion_rate * 1.01, 4), "
            "date_modified = %s where id = %s",
            desk.now,
            currency_id,
        )
    return len(chosen)


def pay_invoice(desk: Desk, count: int) -> int:
    """Paying sets the status, unaudited, and converts the amounts again at today's rate."""
    chosen = desk.choose(
        "select id from aos_invoices where deleted = 0 and coalesce(status, '') in ('', 'Unpaid') "
        "order by id",
        count,
    )
    for (invoice_id,) in chosen:
        _save(desk, invoice_id)
        desk.send("update aos_invoices set status = 'Paid' where id = %s", invoice_id)
    return len(chosen)


def create_invoice(desk: Desk, count: int) -> int:
    """A new invoice takes the highest number plus one, deleted invoices included."""
    accounts = desk.choose("select id, name from accounts where deleted = 0 order by id", count)
    for account_id, name in accounts:
        ((highest,),) = desk.rows("select coalesce(max(number), 0) from aos_invoices")
        amounts = {"total_amt": 100, "subtotal_amount": 100, "tax_amount": 20, "total_amount": 120}
        record = desk.new_record(
            name=f"{name} {highest + 1}",
            number=highest + 1,
            billing_account_id=account_id,
            currency_id="-99",
            status="Unpaid",
            invoice_date=desk.now.date(),
            due_date=desk.now.date(),
            **{column: amounts.get(column, 0) for column in _AMOUNTS},
            **{f"{column}_usdollar": amounts.get(column, 0) for column in _AMOUNTS},
        )
        record |= {"subtotal_tax_amount": 120, "subtotal_tax_amount_usdollar": 120}
        desk.insert("aos_invoices", record)
        _add_line(desk, record["id"])
    return len(accounts)


def _add_line(desk: Desk, invoice_id: str) -> None:
    group = desk.new_record(
        name="Group 1", parent_type="AOS_Invoices", parent_id=invoice_id, number=1,
        currency_id="-99", total_amt=100, subtotal_amount=100, tax_amount=20, total_amount=120,
    )  # fmt: skip
    line = desk.new_record(
        name="Sensor", parent_type="AOS_Invoices", parent_id=invoice_id, group_id=group["id"],
        number=1, currency_id="-99", product_qty=1, product_list_price=100,
        product_unit_price=100, vat="20.0", vat_amt=20, product_total_price=100,
    )  # fmt: skip
    desk.insert("aos_products_quotes", line)
    desk.insert("aos_line_item_groups", group)


def remove_invoice_line(desk: Desk, count: int) -> int:
    """A removed line loses its keys, one statement each, and is marked last; then totals follow."""
    chosen = desk.choose(
        "select max(l.id), l.parent_id from aos_products_quotes l "
        "join aos_invoices i on i.id = l.parent_id and i.deleted = 0 "
        "where l.deleted = 0 group by l.parent_id having count(*) > 1 order by l.parent_id",
        count,
    )
    for line_id, invoice_id in chosen:
        ((list_total, discount, vat),) = desk.rows(
            "select round(product_list_price * coalesce(product_qty, 1), 2), "
            "round(product_discount_amount * coalesce(product_qty, 1), 2), vat_amt "
            "from aos_products_quotes where id = %s",
            line_id,
        )
        for column in _LINE_STEPS:
            desk.send(
                f"update aos_products_quotes set {column} = '', date_modified = %s where id = %s",  # noqa: S608
                desk.now,
                line_id,
            )
        desk.send(
            "update aos_products_quotes set deleted = 1, date_modified = %s where id = %s",
            desk.now,
            line_id,
        )
        _lower_totals(desk, invoice_id, list_total, discount or Decimal(0), vat)
    return len(chosen)


def _lower_totals(
    desk: Desk, invoice_id: str, list_total: Decimal, discount: Decimal, vat: Decimal
) -> None:
    """Post the totals that the browser computes without the line, and write their audit rows."""
    ((before,),) = desk.rows("select total_amt from aos_invoices where id = %s", invoice_id)
    for table, key in (("aos_invoices", "id"), ("aos_line_item_groups", "parent_id")):
        statement = _LOWER.format(table=table, key=key)
        desk.send(statement, list_total, discount, vat, desk.now, invoice_id)
    desk.send(
        "update aos_invoices set total_amount = subtotal_amount + shipping_amount + tax_amount, "
        "subtotal_tax_amount = subtotal_amount + tax_amount where id = %s",
        invoice_id,
    )
    _save(desk, invoice_id)
    field = ("total_amt", "currency")
    desk.audit("aos_invoices", invoice_id, field, str(before), str(before - list_total))


def _save(desk: Desk, invoice_id: str) -> None:
    desk.send(
        f"update aos_invoices i left join currencies c on c.id = i.currency_id set {_CONVERT}, "  # noqa: S608
        "i.date_modified = %s where i.id = %s",
        desk.now,
        invoice_id,
    )


CHANGES: tuple[Change, ...] = (
    change_currency_rate,
    pay_invoice,
    create_invoice,
    remove_invoice_line,
)
