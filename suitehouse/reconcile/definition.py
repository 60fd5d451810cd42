"""What one reconciliation compares: a YAML file in `definitions`, read into a checked model."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

import suitehouse.reconcile.crm as crm_package
import suitehouse.reconcile.passes as pass_package
from suitehouse.discovery import objects_in
from suitehouse.errors import ConfigurationError
from suitehouse.ledger.item import ItemKind, PaymentStatus, Side
from suitehouse.reconcile.outcome import BreakKind

FollowingKind = Literal[ItemKind.REFUND, ItemKind.DISPUTE, ItemKind.DISPUTE_REVERSAL]
RestKind = Literal[BreakKind.AMOUNT_MISMATCH, BreakKind.PARTIAL_PAYMENT, BreakKind.OVERPAYMENT]
DEFINITION_FOLDER = Path(__file__).parent / "definitions"


class SideRule(BaseModel):
    """One of the two sides that are compared.

    Each kind of item is in at most one of `matches`, `follows` and `excludes`; one that is in none
    is left out for the reason `rest`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    side: Side = Field(description="Whose rows take part: the CRM's, or those of export files.")
    table: str = Field("", description="Which of the CRM's tables; empty for export files.")
    noun: str = Field(description="What one of its rows is called in sentences.")
    label: str = Field(description="What the side is called where no file names its system.")
    date: str = Field(description="The date that decides the period, in words.")
    matches: tuple[ItemKind, ...] = Field(description="Kinds that are paired.")
    follows: tuple[FollowingKind, ...] = Field(
        (), description="Kinds that belong to a charge: refunds, disputes and their reversals."
    )
    applied: tuple[ItemKind, ...] = Field(
        (), description="Kinds left out, but for rows of which something is not applied yet."
    )
    excludes: Mapping[ItemKind, str] = Field(
        default_factory=dict, description="Kinds left out, each with its reason in one word."
    )
    rest: str = Field(description="Why every other kind is left out, in one word.")
    missing: BreakKind = Field(description="Kind of a break: a partner is missing on this side.")
    leaves_strangers: bool = Field(
        default=False,
        description="Whether rows of parties that the other side never names are left out.",
    )

    @model_validator(mode="after")
    def _place_each_kind_once(self) -> SideRule:
        placed = [*self.matches, *self.follows, *self.excludes]
        if len(placed) != len(set(placed)):
            raise ValueError("a kind is in more than one of matches, follows and excludes")
        if {*self.applied} & {*self.matches, *self.follows}:
            raise ValueError("a kind that is applied to others is paired with none")
        if (self.side is Side.CRM) != bool(self.table):
            raise ValueError("a table is named for the CRM, and for it alone")
        if self.table and self.table not in objects_in(crm_package):
            raise ValueError(f"no such table of the CRM: {self.table}")
        return self

    def reason_against(self, kind: ItemKind) -> str:
        """Return why a kind is left out; empty if it is not."""
        is_in = kind in self.matches or kind in self.follows
        return "" if is_in else self.excludes.get(kind, self.rest)


class Definition(BaseModel):
    """One reconciliation of two sides; of the CRM and another, mostly."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    question: str = Field(description="What the reconciliation answers, for the report.")
    left: SideRule
    right: SideRule
    passes: tuple[str, ...] = Field(min_length=1, description="Match passes in order.")
    compares: Literal["documents", "presence"] = Field(
        "documents",
        description="Documents have a number, an amount and a day; of what has none only presence "
        "counts, and partners are told by who they are.",
    )
    same_customer: bool = Field(
        default=False,
        description="Whether partners have to name one customer; somebody may pay for another.",
    )
    by_ledger: bool = Field(
        default=False,
        description="Whether each row of the left side belongs to one system of the right side, "
        "where there are several.",
    )
    rounding: Decimal = Field(ge=0, description="Largest difference that counts as rounding.")
    window_days: int = Field(ge=0, description="How far outside the period a partner may be dated.")
    match_days: int = Field(
        0, ge=0, description="How many days partners may lie apart that no number connects."
    )
    cut_off: Literal["calendar_month", "none"] = Field(
        description="Whether partners dated in different months are a timing break."
    )
    less: RestKind = Field(
        BreakKind.AMOUNT_MISMATCH,
        description="Kind of a rest by which the right side shows less.",
    )
    more: RestKind = Field(
        BreakKind.AMOUNT_MISMATCH, description="Kind of a rest by which the right side shows more."
    )
    expects_partner: tuple[PaymentStatus, ...] = Field(
        description="Statuses in which a row of the left side without a partner is a break."
    )

    @model_validator(mode="after")
    def _name_known_passes(self) -> Definition:
        if unknown := sorted(set(self.passes) - set(objects_in(pass_package))):
            raise ValueError(f"no such match pass: {', '.join(unknown)}")
        return self


@lru_cache(maxsize=8)
def load_definitions(folder: Path = DEFINITION_FOLDER) -> Mapping[str, Definition]:
    """Return every reconciliation in a folder by name, in name order.

    Raises:
        ConfigurationError: A file is not valid YAML or not a reconciliation.
    """
    return {path.stem: _load(path) for path in sorted(folder.glob("*.yml"))}


def _load(path: Path) -> Definition:
    try:
        data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Definition.model_validate({"name": path.stem, **data})
    except (yaml.YAMLError, TypeError, ValidationError) as error:
        raise ConfigurationError(f"{path}: not a valid reconciliation. {error}") from error
