"""How reconciliation compares and when it is watched: the part of `suitehouse.toml` about it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)

from suitehouse.ledger.item import Side

Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]


def _known_zone(name: str) -> str:
    if name and name not in available_timezones():
        raise ValueError("no such time zone; write it as Europe/Berlin is written")
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18)]
Digits = Annotated[str, StringConstraints(pattern="^[1-9][0-9]{0,9}$")]
ColumnName = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,63}$")]
Values = Annotated[tuple[str, ...], Field(min_length=1)]


class ExpectedFile(BaseModel):
    """A side whose export of each month has to be there by a day of the next."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    side: Side = Field(description="Whose export it is: erp, processor, bank, …")
    by_day: int = Field(
        ge=1,
        le=31,
        strict=True,
        description="Day of the next month; its last day where that is shorter.",
    )

    @field_validator("side")
    @classmethod
    def _refuse_the_crm(cls, side: Side) -> Side:
        if side is Side.CRM:
            raise ValueError("the CRM is read from the warehouse and has no export")
        return side


class LedgerRule(BaseModel):
    """Which of the CRM's invoices belong to one accounting system.

    A rule holds where all of its conditions do, each by any of its values.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: str = Field(min_length=1, description="The accounting system, as reports name it.")
    currency: tuple[Currency, ...] = Field((), description="ISO codes of the invoice's currency.")
    number_prefix: tuple[Digits, ...] = Field(
        (), description="Digits with which the invoice's number begins."
    )
    account: dict[ColumnName, Values] = Field(
        {}, description="By field of the account that is billed, the values that it may have."
    )

    @property
    def is_rest(self) -> bool:
        """Whether it takes whatever no rule before it took."""
        return not (self.currency or self.number_prefix or self.account)


class ReconcilePolicy(BaseModel):
    """How reconciliation compares."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_currency: str = Field(
        "EUR", pattern="^[A-Z]{3}$", description="ISO code of SuiteCRM's currency -99."
    )
    invoice_prefix: str = Field(
        "INV-", description="What other systems put before the CRM's invoice number."
    )
    quote_prefix: str = Field(
        "",
        description="What a shop puts before the CRM's quote number; empty: it names no quotes.",
    )
    time_zone: ZoneName = Field(
        "", description="IANA zone whose days count; empty: the day that each system prints."
    )
    rates: Path | None = Field(
        None, description="CSV file of exchange rates by day; without it nothing is converted."
    )
    fx_tolerance: Decimal = Field(
        Decimal("0.01"),
        ge=0,
        lt=1,
        description="How far an amount may be from what the rate makes of it, as a share of it.",
    )
    break_threshold: dict[Currency, Amount] = Field(
        {},
        description="By currency, the most that the effects of a reconciliation's breaks may add "
        "to, each without its sign; a currency that is not named has no threshold.",
    )
    break_severity: Literal["warn", "error"] = Field(
        "warn", description="What breaks above a threshold are: a warning, or a failed run."
    )
    expected: tuple[ExpectedFile, ...] = Field(
        (), description="Sides whose export of a month has to be there by a day of the next."
    )
    ledgers: tuple[LedgerRule, ...] = Field(
        (),
        description="Which invoices belong to which accounting system, where there are several: "
        "the first rule that holds decides; without a rule it is inferred from the documents.",
    )
    month_end_day: int = Field(
        5,
        ge=1,
        le=31,
        strict=True,
        description="Day on which the month before is reconciled; the last of a shorter month.",
    )
    month_end_hour: int = Field(
        6, ge=0, le=23, strict=True, description="Hour of that day, in UTC."
    )

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone whose days count."""
        return ZoneInfo(self.time_zone) if self.time_zone else None

    @field_validator("break_threshold", mode="before")
    @classmethod
    def _refuse_truth(cls, value: Any) -> Any:
        if isinstance(value, dict) and any(isinstance(each, bool) for each in value.values()):
            raise ValueError("true and false are no amount")
        return value

    @field_validator("expected")
    @classmethod
    def _name_each_side_once(cls, expected: tuple[ExpectedFile, ...]) -> tuple[ExpectedFile, ...]:
        if len({each.side for each in expected}) < len(expected):
            raise ValueError("a side is named twice")
        return expected

    @field_validator("ledgers")
    @classmethod
    def _let_each_rule_apply(cls, ledgers: tuple[LedgerRule, ...]) -> tuple[LedgerRule, ...]:
        if any(rule.is_rest for rule in ledgers[:-1]):
            raise ValueError("a rule without a condition takes all that is left; put it last")
        return ledgers
