"""Opportunities with the trail of their stages; links to the account and to its people."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from suitehouse.demo.areas.people import ACCOUNT_SKEW
from suitehouse.demo.draw import MICRO, Draw, joined
from suitehouse.demo.population import Population, Rows, choose, frame_of
from suitehouse.demo.words import vocabulary

_LADDER = (
    "Prospecting", "Qualification", "Needs Analysis", "Value Proposition", "Id. Decision Makers",
    "Perception Analysis", "Proposal/Price Quote", "Negotiation/Review",
)  # fmt: skip
_STAGES = (*_LADDER, "Closed Won", "Closed Lost")
_PROBABILITIES = (10, 20, 25, 30, 40, 50, 65, 80, 100, 0)
_FINAL_WEIGHTS = (4, 4, 3, 3, 2, 2, 4, 4, 9, 7)
_TOP_OF_LADDER = len(_LADDER) - 1
_MOST_MOVES = 6
_ROLES = ("Primary Decision Maker", "Business Evaluator", "Influencer", "", None)
# Some amounts are not whole cents, as users of the real thing manage to store.
_AMOUNT_CENTS = (50_000, 20_000_000)
# Old enough when last saved that its stage moves fall on different seconds.
_AGE_SECONDS = (3_600, 80 * 86_400)


def sales(company: Population) -> Iterator[Rows]:
    """Yield opportunities, their stage and probability trail, accounts and contacts."""
    draw, count = company.draw, company.share(0.25, least=60)
    final = draw.rng.choice(len(_STAGES), size=count, p=_weights())
    accounts = company["accounts"]
    place = draw.index(count, accounts.height, skew=ACCOUNT_SKEW)
    rows = _opportunities(company, final, accounts["name"].gather(place))
    company.frames["opportunities"] = rows.select("id", "deleted", "date_entered").with_columns(
        accounts["id"].gather(place).alias("account_id")
    )
    yield "opportunities", rows
    yield "opportunities_audit", _trail(company, rows, final)
    yield "accounts_opportunities", _account_links(company, rows)
    yield "opportunities_contacts", _contact_links(company)


def _weights() -> np.typing.NDArray[np.float64]:
    weights = np.asarray(_FINAL_WEIGHTS, dtype=np.float64)
    share: np.typing.NDArray[np.float64] = weights / weights.sum()
    return share


def _opportunities(
    company: Population, final: np.typing.NDArray[np.int64], account_name: pl.Series
) -> pl.DataFrame:
    draw, count = company.draw, len(final)
    cents = pl.Series(draw.integers(count, *_AMOUNT_CENTS))
    amount = cents / 100 + choose(draw.chance(count, 0.03), 0.129, 0.0)
    currencies = company["currencies"]
    place = draw.rng.choice(currencies.height, size=count, p=currencies["weight"].to_numpy())
    rate = currencies["rate_e4"].gather(place) / 10_000
    name = joined(account_name.str.slice(0, 30), " - ", draw.pick(vocabulary().products, count))
    saved = draw.stamps(count)
    rows = company.record(
        count,
        entered=saved
        - pl.Series(draw.integers(count, *_AGE_SECONDS)).cast(pl.Duration("us")) * MICRO,
        name=name.str.slice(0, 50),
        description=draw.pick(vocabulary().sentences, count),
        opportunity_type=company.enumeration("opportunities", "opportunity_type", count, blank=0.3),
        campaign_id=choose(
            draw.chance(count, 0.2),
            draw.pick(company["campaigns"]["id"], count),
            draw.pick((None, ""), count),
        ),
        lead_source=company.enumeration("opportunities", "lead_source", count, blank=0.2),
        amount=amount,
        amount_usdollar=(amount / rate).round(6),
        currency_id=currencies["id"].gather(place),
        date_closed=_closing_dates(draw, count),
        next_step=draw.pick(("Call", "Send offer", "", None), count),
        sales_stage=pl.Series(_STAGES).gather(final),
        probability=pl.Series(_PROBABILITIES).gather(final),
    )
    return rows.with_columns(saved.alias("date_modified"))


def _closing_dates(draw: Draw, count: int) -> pl.Series:
    ahead = pl.Series(draw.integers(count, -30, 90)).cast(pl.Duration("ms")) * 86_400_000
    return (draw.stamps(count) + ahead).dt.strftime("%Y-%m-%d")


def _trail(
    company: Population, rows: pl.DataFrame, final: np.typing.NDArray[np.int64]
) -> pl.DataFrame:
    """Return the audit rows of every stage move, ending at the stage that the record has now.

    A move writes one row for the stage and one for the probability, with the same stamp.
    """
    moves = company.draw.rng.integers(1, _MOST_MOVES + 1, size=len(final))
    moves = np.where(
        final == 0, 0, np.where(final > _TOP_OF_LADDER, moves, np.minimum(moves, final))
    )
    which = np.repeat(np.arange(len(final)), moves)
    step = np.arange(len(which)) - np.repeat(np.cumsum(moves) - moves, moves) + 1
    of = moves[which]
    before, after = (_stage_at(step + shift, of, final[which]) for shift in (-1, 0))
    entered, saved = (rows[name].to_numpy()[which] for name in ("date_entered", "date_modified"))
    stamps = (entered + (saved - entered) * step // of).astype("datetime64[s]")
    stage = _audit(company, rows["id"].gather(which), stamps, ("sales_stage", "enum"))
    chance = _audit(company, rows["id"].gather(which), stamps, ("probability", "int"))
    return pl.concat(
        [
            _valued(stage, pl.Series(_STAGES), before, after),
            _valued(chance, pl.Series(_PROBABILITIES).cast(pl.String), before, after),
        ]
    )


def _stage_at(
    step: np.typing.NDArray[np.int64],
    of: np.typing.NDArray[np.int64],
    final: np.typing.NDArray[np.int64],
) -> np.typing.NDArray[np.int64]:
    """Return the stage after so many of the moves: up the ladder, and off it with the last one."""
    is_closed = final > _TOP_OF_LADDER
    climbed = np.where(is_closed, _TOP_OF_LADDER, final) * step // of
    stage: np.typing.NDArray[np.int64] = np.where(step == of, final, climbed)
    return stage


def _audit(
    company: Population,
    parents: pl.Series,
    stamps: np.typing.NDArray[np.datetime64],
    field: tuple[str, str],
) -> pl.DataFrame:
    count = len(parents)
    columns = {
        "id": company.draw.ids(count),
        "parent_id": parents,
        "date_created": pl.Series(stamps.astype("datetime64[us]")),
        "created_by": company.draw.pick(company["users"]["id"], count),
        "field_name": field[0],
        "data_type": field[1],
    }
    return frame_of(count, columns)


def _valued(
    rows: pl.DataFrame,
    names: pl.Series,
    before: np.typing.NDArray[np.int64],
    after: np.typing.NDArray[np.int64],
) -> pl.DataFrame:
    return rows.with_columns(
        names.gather(before).alias("before_value_string"),
        names.gather(after).alias("after_value_string"),
    )


def _account_links(company: Population, rows: pl.DataFrame) -> pl.DataFrame:
    account_id = company["opportunities"]["account_id"]
    links = company.link(rows["date_entered"], opportunity_id=rows["id"], account_id=account_id)
    return links.with_columns(rows["deleted"])


def _contact_links(company: Population) -> pl.DataFrame:
    """Return one to three contacts of each opportunity's account, where it has any."""
    kept = company["opportunities"].filter(pl.col("deleted") == 0)
    staff = company["contacts"].filter(
        (pl.col("deleted") == 0) & pl.col("account_id").is_not_null()
    )
    staff = staff.group_by("account_id", maintain_order=True).agg(pl.col("id").head(3))
    pairs = kept.join(staff, on="account_id", how="inner", maintain_order="left").explode(
        "id_right"
    )
    return company.link(
        pairs["date_entered"],
        contact_id=pairs["id_right"],
        opportunity_id=pairs["id"],
        contact_role=company.draw.pick(_ROLES, pairs.height),
    )
