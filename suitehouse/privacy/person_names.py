"""Which organisations are called like a person whom the CRM knows: sole traders, mostly.

Names are compared in one spelling, without regard to case, accents, white space, punctuation and
invisible characters, and without what stands around a person's name: titles, the legal words of
sole traders, the business behind "t/a", what stands before "Inh.". Some of that is somebody's name
too, as in "Don Johnson", so names are compared with it as well. A company's legal form stays, so
that "Hans Huber GmbH" is no person for being called like one. Known names are kept as hashes, in
memory alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import polars as pl

from suitehouse.privacy.normalisation import normal_name

# Where a table of organisations has its key and its name.
KEY_COLUMN: Final = "id"
NAME_COLUMN: Final = "name"
_TITLES: Final = (
    r"dr|prof|mag|ing|dipl|dipl\.?-?\s?ing|herrn?|frau|mr|mrs|ms|miss|sir|dame|mme|mlle|monsieur"
    r"|madame|maitre|me|sig|sig\.?ra|dott|dott\.?ssa|rag|geom|avv|sra?|srta|don|dona|senora?"
)
_FIRST_TITLE: Final = rf"^(?:{_TITLES})(?:\.\s*|\s+)"
_TITLE: Final = rf"^(?:{_FIRST_TITLE.removeprefix('^')})+"
_SOLE_TRADER: Final = (
    r"(?:^|[\s,(\-]+)(?:e\.?\s?k\.?|e\.?\s?kfm\.?|e\.?\s?kfr\.?|e\.?\s?u\.?|eirl|ei"
    r"|einzelunternehme(?:n|r|rin)|einzelfirma|inh(?:aber(?:in)?)?|sole\s(?:trader|proprietor)"
    r"|self.employed|freelancer?|freiberufler(?:in)?|entrepreneur\sindividuel|auto.?entrepreneur"
    r"|micro.?entrepreneur|autonom[oa]|empresari[oa]\sindividual|eenmanszaak|zzp|titolare"
    r"|(?:ditta|impresa)\sindividuale|jdg)[.)]*$"
)
_BEHIND_OWNER: Final = (
    r"^.*[\s,(\-](?:inh(?:aber(?:in)?)?|owner|prop(?:rietor)?|titolare)[.:]?(?:\s+|$)"
)
_TRADING_AS: Final = r"[\s,(]+(?:t/a|trading\sas|d/?b/?a|d\.b\.a\.|doing\sbusiness\sas)[\s:].*$"
# Accents, and what nobody sees: marks of direction, joiners, soft hyphens.
_UNSEEN: Final = r"[\u0300-\u036f\p{Cf}]"
_DASHES: Final = r"[\u2010-\u2015\u2212]"
_APOSTROPHES: Final = r"[\u02bc\u2018\u2019\u201b]"
_PUNCTUATION: Final = r"[.,;()\"\u00ab\u00bb\u2039\u203a\u201a\u201c-\u201f\p{Cc}\s]+"
_QUOTED: Final = r"^'(.+)'$"
_NO_WORD: Final = r"[^\p{L}\p{M}\p{N}']+"
_PLAIN_WORD: Final = r"^[A-Za-z](?:[A-Za-z'\-]*[A-Za-z])?$"
# Titlecase, upper and lower case: letters of scripts that have capitals.
_CASED: Final = r"[\p{Lu}\p{Ll}\p{Lt}]"
_KEY, _NAME, _FIRST, _LAST = "key", "name", "first", "last"
_PARTS: Final = {_FIRST: pl.String, _LAST: pl.String}


class PersonNames:
    """The full names of people, and whom an organisation is linked with.

    Args:
        people: First and last names, in columns `first` and `last`.
        linked: The same of people who belong to a row, by its key in column `key`.
    """

    def __init__(self, people: Iterable[pl.DataFrame], linked: Iterable[pl.DataFrame] = ()) -> None:
        hashes = [_hashes(frame) for frame in people]
        self._known = np.sort(np.concatenate(hashes)) if hashes else np.empty(0, np.uint64)
        self._linked = _linked(linked)

    def __repr__(self) -> str:
        return f"<PersonNames: {len(self._known)} spellings, {self._linked.height} links>"

    def are_persons(self, names: pl.Series, keys: pl.Series | None = None) -> pl.Series:
        """Return whether each name is a person's; false for NULL.

        Args:
            names: Names of organisations.
            keys: The keys of their rows, where links count too.
        """
        distinct = names.unique()
        are_known = pl.all().map_batches(self._are_known, return_dtype=pl.Boolean)
        is_known = _spellings(distinct).select(pl.any_horizontal(are_known)).to_series()
        found = distinct.filter(is_known).drop_nulls()
        is_person = names.is_in(found.implode()).fill_null(value=False)
        if keys is not None and not self._linked.is_empty():
            is_person |= self._name_their_own(names, keys)
        return is_person.alias(names.name)

    def _are_known(self, spelled: pl.Series) -> pl.Series:
        are_known = np.zeros(len(spelled), bool)
        if len(self._known):
            some = spelled.is_not_null().arg_true()
            hashes = spelled.gather(some).hash().to_numpy()
            places = np.searchsorted(self._known, hashes).clip(max=len(self._known) - 1)
            are_known[some.to_numpy()] = self._known[places] == hashes
        return pl.Series(are_known)

    def _name_their_own(self, names: pl.Series, keys: pl.Series) -> pl.Series:
        """Whether first and last name of somebody who belongs to the row stand in its name."""
        rows = pl.DataFrame({_KEY: keys, _NAME: names}).with_row_index("at")
        theirs = rows.join(self._linked, on=_KEY).with_columns(_between_spaces(_NAME))
        has_both = pl.all_horizontal(
            pl.col(_NAME).str.contains(pl.col(part), literal=True) for part in (_FIRST, _LAST)
        )
        found = theirs.filter(has_both)["at"]
        return rows["at"].is_in(found.unique().implode())


def _hashes(people: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Hashes of the full names, in either order; scripts without capitals need no space."""
    parts = pl.DataFrame([_spelled(people[part]).alias(part) for part in _PARTS])
    parts = parts.filter(pl.col(_FIRST) != "", pl.col(_LAST) != "")
    first, last = parts.get_columns()
    uncased = parts.filter((pl.col(_FIRST) + pl.col(_LAST)).str.contains(_CASED).not_())
    names = (first + " " + last, last + " " + first, uncased[_LAST] + uncased[_FIRST])
    return np.concatenate([each.hash().to_numpy() for each in names])


def _linked(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    types = {_KEY: pl.String, **_PARTS}
    found = [frame.select(*types).cast(pl.String) for frame in frames]
    people = pl.concat(found) if found else pl.DataFrame(schema=types)
    is_long = [pl.col(part).str.len_chars() > len(" A ") for part in _PARTS]
    return people.unique().with_columns(_between_spaces(*_PARTS)).filter(*is_long)


def _between_spaces(*columns: str) -> pl.Expr:
    """The words of a text with a space on either side of each."""
    words = _folded(pl.col(*columns)).str.replace_all(_NO_WORD, " ").str.strip_chars()
    return words.str.replace("^(.*)$", " ${1} ")


def _spellings(names: pl.Series) -> pl.DataFrame:
    """What of each name may be the person's: without what stands around it, and with; once each."""
    whole, part, bare, full = map(pl.col, ("whole", "part", "bare", "full"))
    # Step by step, since expressions that others share would be computed for each of them.
    steps = names.to_frame(_NAME).select(whole=_folded(pl.col(_NAME)).str.replace(_TRADING_AS, ""))
    steps = steps.with_columns(part=_without_owner(whole), full=_words(whole))
    steps = steps.with_columns(bare=_untitled(part), has_title=part.str.contains(_FIRST_TITLE))
    titled = pl.when("has_title").then(part)
    return steps.select(
        bare,
        pl.when(full != bare).then(full),
        titled=_words(titled),
        titled_once=_words(titled.str.replace(_FIRST_TITLE, "")),
    )


def _without_owner(name: pl.Expr) -> pl.Expr:
    part = name.str.replace(_SOLE_TRADER, "").str.replace(_BEHIND_OWNER, "")
    return part.str.replace(_SOLE_TRADER, "")


def _spelled(parts: pl.Series) -> pl.Series:
    """First or last names in one spelling; most are a word in ASCII, which takes a tenth of it."""
    name = pl.col(_NAME)
    frame = parts.cast(pl.String).fill_null("").to_frame(_NAME)
    short, is_odd = frame.select(
        name.str.to_lowercase(), name.str.contains(_PLAIN_WORD).not_().alias("odd")
    )
    odd = is_odd.arg_true()
    return short.scatter(odd, frame[odd].select(_untitled(_folded(name))).to_series())


def _folded(name: pl.Expr) -> pl.Expr:
    """Names without accents, with one kind of dash and apostrophe; most are ASCII and have none."""
    text = normal_name(name)
    is_ascii = text.str.len_bytes() == text.str.len_chars()
    plain = pl.when(~is_ascii).then(text).str.normalize("NFKD").str.replace_all(_UNSEEN, "")
    plain = plain.str.replace_all(_DASHES, "-").str.replace_all(_APOSTROPHES, "'")
    # Capitals of the Turkish i without a dot are those of the other one.
    plain = plain.str.replace_all("\u0131", "i", literal=True).str.normalize("NFC")
    return pl.when(is_ascii).then(text).otherwise(plain).str.strip_chars()


def _untitled(text: pl.Expr) -> pl.Expr:
    untitled = text.str.replace(_TITLE, "")
    return _words(untitled.str.replace(rf"^([^,]+), *(?:{_TITLE.removeprefix('^')})?", "${1} "))


def _words(text: pl.Expr) -> pl.Expr:
    unquoted = text.str.replace(_QUOTED, "${1}")
    return unquoted.str.replace_all(_PUNCTUATION, " ").str.strip_chars()
