from __future__ import annotations

from decimal import Decimal

import pytest

from suitehouse.ledger.money import (
    Money,
    exponent,
    fits,
    is_open_amount,
    minor_units,
    parse_amount,
    plain,
)


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("1,200.00", "1200.00"),
        ("-$200.00", "-200.00"),
        ("$(250.00)", "-250.00"),
        ("($250.00)", "-250.00"),
        ("(420.81)", "-420.81"),
        ("$1,030.00", "1030.00"),
        ("$-0.95", "-0.95"),
        ("€12,345,678.90", "12345678.90"),
        ("15000", "15000"),
        (".91", "0.91"),
        ("25.", "25"),
        ("  7.50 ", "7.50"),
        ("-0.00", "0.00"),
    ],
)
def test_a_printed_amount_is_its_exact_decimal(printed: str, amount: str) -> None:
    assert parse_amount(printed) == Decimal(amount)
    assert not parse_amount(printed).is_signed() or parse_amount(printed) < 0


def test_a_decimal_comma_counts_only_where_the_format_says_so() -> None:
    assert parse_amount("1.234,56", decimal_comma=True) == Decimal("1234.56")
    with pytest.raises(ValueError, match="is not an amount"):
        parse_amount("1.234,56")


@pytest.mark.parametrize(
    "printed",
    [
        "",
        " ",
        "-",
        "$",
        "abc",
        "1e5",
        "NaN",
        "Infinity",
        "1,20.00",
        "12,00",
        "0,014",
        "-0,500",
        "012,345",
        "1.2.3",
        "--5",
        "-(5.00)",
        "(5.00",
        "5.00)",
        "$$5",
        "100.00-",
        "=1+1",
        "\uff11\uff12",
        "1 200.00",
        "0x10",
        "5\u0000",
    ],
)
def test_anything_else_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match=r"amount|signs"):
        parse_amount(printed)


def test_a_number_of_a_million_digits_is_refused_without_being_repeated() -> None:
    with pytest.raises(ValueError, match="longer than an amount can be") as refused:
        parse_amount("9" * 1_000_000)

    assert len(str(refused.value)) < 100


def test_more_digits_than_add_up_exactly_are_refused() -> None:
    assert parse_amount("123456789012345678") == 123456789012345678
    with pytest.raises(ValueError, match="longer"):
        parse_amount("1234567890123456789")


@pytest.mark.parametrize(
    ("printed", "currency", "is_open"),
    [
        ("12,500", "KWD", True),
        ("-$1,234", "KWD", True),
        ("1,234.500", "KWD", False),
        ("12.500", "KWD", False),
        ("1,234", "USD", False),
        ("1,234", "JPY", False),
        ("15.000", "JPY", True),
        ("(1.000)", "USD", True),
        ("1.00", "USD", False),
        ("0.500", "USD", False),
        ("1000.000", "USD", False),
        ("1,000.000", "USD", False),
        ("15000", "JPY", False),
    ],
)
def test_one_mark_before_three_digits_may_leave_an_amount_open(
    printed: str, currency: str, *, is_open: bool
) -> None:
    assert is_open_amount(printed, exponent(currency)) is is_open


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [
        ("USD", 2),
        *((currency, 0) for currency in ("JPY", "KRW", "CLP")),
        *((currency, 3) for currency in ("KWD", "BHD", "OMR", "JOD", "TND")),
    ],
)
def test_decimals_follow_the_currency(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


def test_only_decimals_that_carry_something_must_fit() -> None:
    assert fits(Decimal("15000.00"), "JPY")
    assert not fits(Decimal("15000.50"), "JPY")
    assert fits(Decimal("1.234"), "BHD")
    assert not fits(Decimal("1.234"), "USD")


@pytest.mark.parametrize(
    ("amount", "currency", "printed"),
    [
        ("1200", "USD", "1200.00"),
        ("1200.000000", "USD", "1200.00"),
        ("100.129000", "USD", "100.129"),
        ("15000", "JPY", "15000"),
        ("1E+3", "USD", "1000.00"),
        ("-0.00", "USD", "0.00"),
    ],
)
def test_amounts_are_printed_in_full_and_never_in_powers(
    amount: str, currency: str, printed: str
) -> None:
    assert plain(Decimal(amount), currency) == printed


def test_two_currencies_never_add() -> None:
    with pytest.raises(ValueError, match="two currencies"):
        Money(Decimal(1), "USD") + Money(Decimal(1), "EUR")


@pytest.mark.parametrize(("amount", "currency"), [("NaN", "USD"), ("1", "usd"), ("1", "US")])
def test_money_is_finite_and_has_a_currency_code(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [("12.34", "USD", 1234), ("-12.300", "USD", -1230), ("7", "JPY", 7), ("1.005", "BHD", 1005)],
)
def test_an_amount_is_a_whole_number_of_smallest_units(
    amount: str, currency: str, units: int
) -> None:
    assert minor_units(Decimal(amount), currency) == units


@pytest.mark.parametrize(("amount", "currency"), [("12.345", "USD"), ("0.5", "JPY")])
def test_a_part_of_a_smallest_unit_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match="more decimals"):
        minor_units(Decimal(amount), currency)
