"""The table of exchange rates: read line by line, and asked for a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from suitehouse.errors import ConfigurationError
from suitehouse.ledger.money import Money
from suitehouse.reconcile.rate_file import read_rates
from suitehouse.reconcile.rates import Rate, RateTable

HEADER = "date,from,to,rate,source"
LINE = "2026-03-10,EUR,USD,1.0843,ECB"


def _file(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "rates.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _rate(day: int, rate: str = "1.0843", base: str = "EUR", quote: str = "USD") -> Rate:
    return Rate(date(2026, 3, day), base, quote, Decimal(rate), "ECB")


def _money(amount: str, currency: str) -> Money:
    return Money(Decimal(amount), currency)


def test_a_file_is_read_whatever_the_order_of_its_columns(tmp_path: Path) -> None:
    path = _file(tmp_path, "Source, Rate,to,from,date", "ECB,1.0843,USD,EUR,2026-03-10", "", ",,,,")

    table = read_rates(path)

    assert len(table) == 1
    assert table.find("EUR", "USD", date(2026, 3, 10)) == _rate(10)


def test_without_a_file_there_are_no_rates() -> None:
    assert len(read_rates(None)) == 0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("10.03.2026,EUR,USD,1.0843,ECB", "has no day in its date"),
        ("2026-02-30,EUR,USD,1.0843,ECB", "has no day in its date"),
        ("2026-03-11,euro,USD,1.0843,ECB", "has no currency in from"),
        ("2026-03-11,EUR,,1.0843,ECB", "has no currency in to"),
        ("2026-03-11,EUR,EUR,1,ECB", "has one currency twice"),
        ('2026-03-11,EUR,USD,"1,0843",ECB', "has no rate above zero"),
        ("2026-03-11,EUR,USD,0.000,ECB", "has no rate above zero"),
        ("2026-03-11,EUR,USD,-1,ECB", "has no rate above zero"),
        ("2026-03-11,EUR,USD,1e3,ECB", "has no rate above zero"),
        ("2026-03-11,EUR,USD,1.0843,", "has no source of the rate"),
        (f"2026-03-11,EUR,USD,1.0843,{'x' * 61}", "has no source of the rate"),
        ("2026-03-11,EUR,USD,1.0843", "has 4 cells"),
        ("2026-03-10,EUR,USD,1.0900,Fed", "has the day and currencies of line 2 again"),
        ('2026-03-11,EUR,USD,"1.0843"x,ECB', "has quotation marks that do not pair up"),
    ],
)
def test_a_line_that_is_no_rate_is_named_with_a_remedy(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = _file(tmp_path, HEADER, LINE, line)

    with pytest.raises(ConfigurationError) as caught:
        read_rates(path)

    said = str(caught.value)
    assert said.startswith(f"{path}, line 3 {reason}. ")
    assert said.endswith(".")
    assert "euro" not in said


@pytest.mark.parametrize("header", ["", "date,from,to,rate", "day,from,to,rate,source"])
def test_a_header_without_the_columns_is_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(ConfigurationError, match=r"line 1 does not name the columns"):
        read_rates(_file(tmp_path, header, LINE))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(
        f"{HEADER}\n2026-03-10,EUR,USD,1,B\xe4nk\n".encode("cp1252")
    )

    with pytest.raises(ConfigurationError, match=r"reconcile\.rates names it"):
        read_rates(tmp_path / "gone.csv")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        read_rates(tmp_path / "latin.csv")


@pytest.mark.parametrize(
    ("day", "found"), [(9, None), (10, 10), (11, 11), (12, 11), (18, 11), (19, None)]
)
def test_the_rate_of_a_day_is_the_last_before_it_and_a_week_old_at_most(
    day: int, found: int | None
) -> None:
    table = RateTable([_rate(11, "1.09"), _rate(10)])

    rate = table.find("EUR", "USD", date(2026, 3, day))

    assert (rate.on.day if rate else None) == found


def test_a_rate_counts_in_both_directions_and_the_later_one_first() -> None:
    table = RateTable([_rate(10), _rate(11, "0.92", "USD", "EUR")])

    assert table.find("USD", "EUR", date(2026, 3, 10)) == _rate(10)
    assert table.find("EUR", "USD", date(2026, 3, 11)) == _rate(11, "0.92", "USD", "EUR")
    assert table.find("EUR", "GBP", date(2026, 3, 11)) is None


@pytest.mark.parametrize(
    ("rate", "amount", "currency", "worth"),
    [
        (_rate(1), "100.00", "EUR", "108.43 USD"),
        (_rate(1), "108.43", "USD", "100.00 EUR"),
        (_rate(1, "1.005"), "1.00", "EUR", "1.01 USD"),
        (_rate(1, "1.005"), "-1.00", "EUR", "-1.01 USD"),
        (_rate(1, "162.5", "EUR", "JPY"), "1.01", "EUR", "164 JPY"),
        (_rate(1, "3"), "10.00", "USD", "3.33 EUR"),
        (_rate(1, "999999999"), "9999999999999.99", "EUR", "9,999,999,989,999,990,000,000.01 USD"),
    ],
)
def test_an_amount_is_rounded_half_up_to_the_last_decimal_of_its_currency(
    rate: Rate, amount: str, currency: str, worth: str
) -> None:
    assert str(rate.convert(_money(amount, currency))) == worth
