"""What tokens join is what plain values join, counted in the source and in the exports.

The expected counts are made of plain values alone, normalised here in a few lines of plain Python
as the reference says, without any of the code that makes tokens.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from captures import KEY, Capturer

from suitehouse.demo.company import build_company
from suitehouse.demo.connection import connect
from suitehouse.demo.exports import DemoExports, write_exports
from suitehouse.privacy.masking import Masker

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TABLES = ("accounts", "contacts", "leads", "email_addresses", "email_addr_bean_rel")


def name(value: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def address(value: str) -> str:
    return unicodedata.normalize("NFKC", value).casefold().strip()


@dataclass(frozen=True, slots=True)
class Join:
    """Two lists of values of the CRM, and the statement that counts their pairs in landing."""

    left: str
    right: str
    normal: Callable[[str], str]
    landed: str


def _raw_addresses(table: str) -> str:
    # Keys are compared byte by byte, as in the warehouse; the first comparison is for the index.
    return (
        f"select e.email_address from {table} b join email_addr_bean_rel r "
        "on r.bean_id = b.id and binary r.bean_id = binary b.id join email_addresses e "
        "on e.id = r.email_address_id and binary e.id = binary r.email_address_id"
    )


def _landed_addresses(table: str) -> str:
    """Tokens of a table's addresses, without the domain behind them."""
    return (
        "(select split_part(e.email_address, '@', 1) as token "
        f"from landing.{table} b join landing.email_addr_bean_rel r on r.bean_id = b.id "
        "join landing.email_addresses e on e.id = r.email_address_id "
        "where e.email_address <> '')"
    )


def _by_address(left: str, right: str) -> Join:
    return Join(
        _raw_addresses(left),
        _raw_addresses(right),
        address,
        f"select count(*) from {_landed_addresses(left)} x "
        f"join {_landed_addresses(right)} y using (token)",
    )


JOINS = {
    "contacts and leads by last name": Join(
        "select last_name from contacts",
        "select last_name from leads",
        name,
        "select count(*) from landing.contacts c join landing.leads l using (last_name) "
        "where last_name <> ''",
    ),
    "contacts and leads by first and last name": Join(
        "select first_name, last_name from contacts",
        "select first_name, last_name from leads",
        name,
        "select count(*) from landing.contacts c join landing.leads l "
        "using (first_name, last_name) where first_name <> '' and last_name <> ''",
    ),
    "contacts and contacts by city": Join(
        "select primary_address_city from contacts",
        "select primary_address_city from contacts",
        name,
        "select count(*) from landing.contacts c join landing.contacts d "
        "using (primary_address_city) where primary_address_city <> ''",
    ),
    "contacts and leads by address": _by_address("contacts", "leads"),
    "contacts and accounts by address": _by_address("contacts", "accounts"),
    "contacts and contacts by address": _by_address("contacts", "contacts"),
    "addresses and their capitals": Join(
        "select email_address from email_addresses",
        "select email_address_caps from email_addresses",
        address,
        "select count(*) from landing.email_addresses e join landing.email_addresses f "
        "on f.email_address_caps = e.email_address where e.email_address <> ''",
    ),
}


@dataclass(frozen=True, slots=True)
class Captured:
    """A source and the warehouse that it was captured into."""

    url: str
    capturer: Capturer

    def raw(self, query: str) -> list[tuple[Any, ...]]:
        with connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def tokens(self, query: str) -> Counter[str]:
        return Counter(value for (value,) in self.capturer.rows(query) if value)


def _capture(url: str, folder: Path) -> Captured:
    capturer = Capturer(url, folder / "warehouse.duckdb")
    capturer.run(*TABLES)
    return Captured(url, capturer)


@pytest.fixture(scope="module")
def exports(mariadb: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, DemoExports]:
    """The demo's company and what its other systems export."""
    url = mariadb.fresh_database()
    with connect(url) as connection:
        build_company(connection, 300, clock=lambda: NOW)
        return url, write_exports(connection, tmp_path_factory.mktemp("exports"), 5, lambda: NOW)


@pytest.fixture(scope="module")
def demo(exports: tuple[str, DemoExports], tmp_path_factory: pytest.TempPathFactory) -> Captured:
    return _capture(exports[0], tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def genuine(genuine_url: str, tmp_path_factory: pytest.TempPathFactory) -> Captured:
    return _capture(genuine_url, tmp_path_factory.mktemp("genuine"))


def pairs(left: Iterable[Any], right: Iterable[Any]) -> int:
    """How many pairs of equal values there are."""
    ours, theirs = Counter(left), Counter(right)
    return sum(count * theirs[value] for value, count in ours.items())


def normalised(rows: Iterable[Sequence[Any]], normal: Callable[[str], str]) -> list[Any]:
    """Rows of values in their one spelling, without those that lack one."""
    forms = [tuple(normal(value or "") for value in row) for row in rows]
    return [form for form in forms if all(form)]


@pytest.mark.parametrize("source", ["demo", "genuine"])
@pytest.mark.parametrize("which", JOINS)
def test_tokens_join_what_plain_values_join(
    request: pytest.FixtureRequest, source: str, which: str
) -> None:
    captured: Captured = request.getfixturevalue(source)
    join = JOINS[which]
    left, right = (
        normalised(captured.raw(query), join.normal) for query in (join.left, join.right)
    )

    ((joined,),) = captured.capturer.rows(join.landed)

    assert left
    assert joined == pairs(left, right)


@pytest.mark.parametrize("which", JOINS)
def test_each_join_has_pairs_in_the_demo(demo: Captured, which: str) -> None:
    ((joined,),) = demo.capturer.rows(JOINS[which].landed)

    assert joined > 0


def test_companies_that_leads_name_are_the_accounts_they_name(demo: Captured) -> None:
    named = normalised(demo.raw("select account_name from leads"), name)
    accounts = normalised(demo.raw("select name from accounts"), name)
    # Names of accounts are kept, as an organisation's, so their tokens are made here.
    kept = [value for (value,) in demo.capturer.rows("select name from landing.accounts")]

    joined = pairs(
        demo.tokens("select account_name from landing.leads").elements(),
        _tokens("name", kept),
    )

    assert joined == pairs(named, accounts) > 0


def _tokens(privacy_class: str, values: Sequence[str | None]) -> list[str]:
    tokens = Masker(KEY).token(privacy_class, pl.Series(values, dtype=pl.String))
    return [token for token in tokens if token]


def _column(path: Path, header: str) -> list[str]:
    """The filled cells of a column of an export, whatever stands above its header."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    start = next(number for number, row in enumerate(rows) if header in row)
    at = rows[start].index(header)
    return [row[at] for row in rows[start + 1 :] if len(row) > at and row[at]]


@pytest.mark.parametrize("table", ["contacts", "leads"])
def test_payers_of_an_export_join_people_of_the_crm(
    demo: Captured, exports: tuple[str, DemoExports], table: str
) -> None:
    payers = _column(exports[1].processor, "customer_email")
    people = [value for (value,) in demo.raw(_raw_addresses(table)) if value]
    landed = demo.tokens(f"select token from {_landed_addresses(table)}")

    joined = pairs(_tokens("email", payers), landed.elements())

    assert joined == pairs(map(address, payers), map(address, people))
    # Some payers typed capitals: without one spelling they would be missed.
    assert joined > pairs(payers, people) or table == "leads"
    assert joined > 0 or table == "leads"


@pytest.mark.parametrize(
    ("raw", "landed"),
    [
        ("select account_name from leads", "select account_name from landing.leads"),
        ("select name from accounts", None),
    ],
)
def test_customers_of_an_export_join_companies_of_the_crm(
    demo: Captured, exports: tuple[str, DemoExports], raw: str, landed: str | None
) -> None:
    customers = _column(exports[1].erp, "Name")
    companies = [value for (value,) in demo.raw(raw) if value]
    kept = demo.tokens("select name from landing.accounts").elements()
    tokens = demo.tokens(landed).elements() if landed else _tokens("name", list(kept))

    joined = pairs(_tokens("name", customers), tokens)

    assert joined == pairs(map(name, customers), map(name, companies))
    assert joined > pairs(customers, companies) > 0
