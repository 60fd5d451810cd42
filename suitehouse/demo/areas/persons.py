"""Columns that describe a person or an address, the same for users, contacts, leads and targets."""

from __future__ import annotations

from typing import Any

import polars as pl

from suitehouse.demo.draw import Draw, joined
from suitehouse.demo.population import choose, frame_of
from suitehouse.demo.words import Script, vocabulary

_LAWFUL_BASES = (
    None, "", "^^", "^consent^", "^consent^,^contract^", "^legitimate_interest^",
    "^contract^,^legal_obligation^", "^withdrawn^", "^consent_2017^",
)  # fmt: skip


def person_names(draw: Draw, count: int) -> pl.DataFrame:
    """Return `first_name` and `last_name` in a mix of scripts; a few names are missing."""
    scripts = vocabulary().scripts
    chosen = draw.pick(range(len(scripts)), count, [script.share for script in scripts])
    parts = [
        _names_in(draw, script, int((chosen == number).sum()))
        for number, script in enumerate(scripts)
    ]
    people = pl.concat(parts)
    return people[draw.rng.permutation(count)]


def _names_in(draw: Draw, script: Script, count: int) -> pl.DataFrame:
    first, last = draw.pick(script.first, count), draw.pick(script.last, count)
    double = joined(last, "-", draw.pick(script.last, count))
    return frame_of(
        count,
        {
            "first_name": draw.sparse(draw.sparse(first, 0.02), 0.02, other=""),
            "last_name": choose(draw.chance(count, 0.2), double, last),
        },
    )


def person_columns(draw: Draw, count: int) -> dict[str, Any]:
    """Return what a person's record holds besides name and links."""
    words = vocabulary()
    return {
        "description": draw.pick(words.sentences, count),
        "salutation": draw.pick(words.salutations, count),
        "title": draw.pick(words.titles, count),
        "department": draw.pick(words.departments, count),
        "do_not_call": draw.flags(count, 0.06),
        **{f"phone_{kind}": phones(draw, count, share) for kind, share in _PHONES.items()},
        "lawful_basis": draw.pick(_LAWFUL_BASES, count),
        "lawful_basis_source": draw.pick((None, "", "website", "phone", "email"), count),
        "date_reviewed": _dates(draw, count, blank=0.7, zero=0.004),
        "birthdate": _birthdates(draw, count),
        "assistant": None,
        **addresses(draw, count, "primary_address"),
        **addresses(draw, count, "alt_address", blank=0.9),
    }


_PHONES = {"home": 0.1, "mobile": 0.6, "work": 0.8, "other": 0.05, "fax": 0.1}


def phones(draw: Draw, count: int, share: float = 1.0) -> pl.Series:
    """Return telephone numbers as people type them, NULL or '' where there is none."""
    last_digits = pl.Series(draw.integers(count, 10, 100))
    numbers = joined(draw.pick(vocabulary().phones, count), last_digits)
    return draw.sparse(draw.sparse(numbers, (1 - share) / 2), (1 - share) / 2, other="")


def addresses(draw: Draw, count: int, prefix: str, *, blank: float = 0.1) -> dict[str, pl.Series]:
    """Return the five columns of an address."""
    words = vocabulary()
    index = pl.Series(draw.index(count, len(words.places), skew=1.5))
    places = pl.DataFrame([place.model_dump() for place in words.places])[index.to_numpy()]
    street = joined(draw.pick(words.streets, count), " ", pl.Series(draw.integers(count, 1, 200)))
    code = joined(places["postalcode"], pl.Series(draw.integers(count, 100, 999)))
    hidden = draw.chance(count, blank)
    columns = {"street": street, "postalcode": code}
    columns |= {part: places[part] for part in ("city", "state", "country")}
    return {
        f"{prefix}_{part}": choose(hidden, draw.pick((None, ""), count), values)
        for part, values in columns.items()
    }


def _dates(draw: Draw, count: int, *, blank: float, zero: float) -> pl.Series:
    dates = draw.stamps(count).dt.strftime("%Y-%m-%d")
    return draw.sparse(draw.sparse(dates, blank), zero, other="0000-00-00")


def _birthdates(draw: Draw, count: int) -> pl.Series:
    year, month, day = (
        pl.Series(draw.integers(count, low, high)).cast(pl.String).str.zfill(2)
        for low, high in ((1948, 2004), (1, 13), (1, 29))
    )
    dates = joined(year, "-", month, "-", day)
    return draw.sparse(draw.sparse(dates, 0.7), 0.004, other="0000-00-00")
