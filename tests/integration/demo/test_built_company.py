"""The company as it stands in the database: arithmetic, canaries, awkward values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from suitehouse.contracts.model import load_contracts
from suitehouse.demo.company import build_company
from suitehouse.demo.connection import Connection
from suitehouse.demo.planting import canary_text, personal_columns

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def connection(mariadb: Any) -> Iterator[Connection]:
    """A company of 300 contacts, for reading."""
    with mariadb.connect(mariadb.fresh_database()) as connection:
        report = build_company(connection, 300, 1, lambda: datetime(2026, 11, 25, tzinfo=UTC))
        assert len(report.rows) == 162
        assert report.total > 3_000
        yield connection


def _value(connection: Connection, query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


def test_text_with_tabs_line_ends_and_backslashes_arrives_whole(connection: Connection) -> None:
    text = "Line one.\nLine two,\twith a tab.\r\nLine three \\ with a backslash."
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from contacts where binary description = %s", (text,))
        (count,) = cursor.fetchone() or (0,)

    assert count > 5


def test_every_personal_column_holds_its_canary(connection: Connection) -> None:
    missing = []
    for table, contract in load_contracts().items():
        for column in personal_columns(contract):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"select count(*) from `{table}` where binary `{column.name}` = %s",
                    (canary_text(table, column),),
                )
                if cursor.fetchone() != (1,):
                    missing.append(f"{table}.{column.name}")

    assert missing == []


@pytest.mark.parametrize("table", ["aos_invoices", "aos_quotes"])
def test_headers_add_up_exactly(connection: Connection, table: str) -> None:
    wrong = _value(
        connection,
        f"select sum(total_amount <> subtotal_amount + shipping_amount + tax_amount "
        f"or subtotal_amount <> total_amt + discount_amount) from {table}",
    )

    assert wrong == 0


def test_some_lines_miss_the_header_by_cents_and_none_by_more(connection: Connection) -> None:
    gaps = (
        "select {what} from (select abs(i.subtotal_amount - sum(l.product_total_price)) as gap "
        "from aos_invoices i join aos_products_quotes l on l.parent_id = i.id group by i.id) g"
    )

    assert _value(connection, gaps.format(what="max(gap)")) < 1
    assert 3 < _value(connection, gaps.format(what="sum(gap > 0)")) < 60


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) from contacts where birthdate = '0000-00-00' or date_reviewed = 0",
        "select count(*) from tasks where date_due = '0000-00-00 00:00:00'",
        "select count(*) from contacts where lawful_basis like '%^,^%'",
        "select count(*) from contacts where lawful_basis = '^^'",
        "select count(*) from accounts_cstm where jjwg_maps_address_c like '%&lt;%&amp;%'",
        "select count(*) from notes where hex(description) like '%F09F918D%'",
        "select count(*) from aos_invoices where status is null",
        "select count(*) from aos_invoices where status = ''",
        "select count(*) from aos_products_quotes where product_id = '0' and product_qty is null",
        "select count(*) from users where id = '1'",
        "select count(*) from users where id like 'seed%'",
        "select count(*) from aos_invoices i join currencies c on c.id = i.currency_id",
        "select count(*) from aos_invoices where currency_id = '-99'",
        "select count(*) from email_addresses where binary email_address <> lower(email_address)",
        "select count(*) from contacts where deleted = 1",
    ],
)
def test_awkward_values_of_the_real_thing_occur(connection: Connection, query: str) -> None:
    assert _value(connection, query) > 0


def test_an_address_has_one_row_however_many_share_it(connection: Connection) -> None:
    twice = (
        "select count(*) from (select email_address_caps from email_addresses "
        "group by 1 having count(*) > 1) t"
    )
    shared = (
        "select count(*) from (select email_address_id from email_addr_bean_rel "
        "group by 1 having count(*) > 1) t"
    )

    assert _value(connection, twice) == 0
    assert _value(connection, shared) > 0
