"""One spelling for each value, so that the same person gives the same token everywhere.

Values go in and come back as text; NULL stays NULL. All forms start with Unicode NFKC, so that
composed and decomposed accents and full-width characters are one spelling. Telephone numbers have
their own file, `phone_form`, and come in behind the region that they are dialled in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

_PLAIN_WORDS = r"^(?:[!-~]+(?: [!-~]+)*)?$"


def nfkc(value: pl.Expr) -> pl.Expr:
    """Unicode's NFKC; ASCII is left alone, which is most text and a tenth of the time."""
    is_ascii = value.str.len_bytes() == value.str.len_chars()
    return pl.when(is_ascii).then(value).otherwise(_only(value, ~is_ascii).str.normalize("NFKC"))


def normal_name(value: pl.Expr) -> pl.Expr:
    """Names and places: without regard to case, white space collapsed and trimmed."""
    return _casefold(nfkc(value).str.replace_all(r"\s+", " ")).str.strip_chars()


def normal_email(value: pl.Expr) -> pl.Expr:
    """Addresses: trimmed, without regard to case; dots and +tags count, as most providers do."""
    return _casefold(nfkc(value)).str.strip_chars()


def with_region(privacy_class: str, value: pl.Expr, region: pl.Expr) -> pl.Expr:
    """Return values with what their normal form needs besides: where a phone number is dialled.

    Regions are two letters and never NULL; `NO_REGION` where nobody knows.
    """
    return pl.concat_str(region, value) if privacy_class == "phone" else value


def normal_text(value: pl.Expr) -> pl.Expr:
    """Everything else: trimmed; case counts."""
    return nfkc(value).str.strip_chars()


@dataclass(frozen=True, slots=True)
class _Form:
    """A class's normal form, and a short way to the same for values that are written plainly.

    Attributes:
        whole: The form of any value.
        is_plain: Which values `short` does for; not NULL.
    """

    whole: Callable[[pl.Expr], pl.Expr]
    is_plain: Callable[[pl.Expr], pl.Expr]
    short: Callable[[pl.Expr], pl.Expr]

    def of(self, values: pl.Series) -> pl.Series:
        """Return the normal form of each value."""
        value = pl.col(values.name)
        frame = values.to_frame()
        short, is_odd = frame.select(self.short(value), (~self.is_plain(value)).alias("odd"))
        odd = is_odd.arg_true()
        if odd.is_empty():
            return short
        return short.scatter(odd, frame[odd].select(self.whole(value)).to_series())


def normal_form(privacy_class: str, values: pl.Series) -> pl.Series:
    """Return values in the one spelling of their class; phone numbers come in `with_region`."""
    if privacy_class == "phone":
        # Its library takes a tenth of a second.
        from suitehouse.privacy.phone_form import normal_phones  # noqa: PLC0415

        return normal_phones(values)
    return _NORMAL_FORMS.get(privacy_class, _TEXT).of(values)


def _are_plain_words(value: pl.Expr) -> pl.Expr:
    """ASCII words with single spaces between."""
    return value.str.contains(_PLAIN_WORDS)


def _lower(value: pl.Expr) -> pl.Expr:
    return value.str.to_lowercase()


def _unchanged(value: pl.Expr) -> pl.Expr:
    return value


_NAME = _Form(normal_name, _are_plain_words, _lower)
_TEXT = _Form(normal_text, _are_plain_words, _unchanged)
_NORMAL_FORMS = {
    "name": _NAME,
    "address": _NAME,
    "email": _Form(normal_email, _are_plain_words, _lower),
}


def _only(value: pl.Expr, chosen: pl.Expr) -> pl.Expr:
    return pl.when(chosen).then(value)


def _casefold(value: pl.Expr) -> pl.Expr:
    """Lower case, plus the letters whose upper case does not come back: ß and final sigma."""
    return (
        value.str.to_lowercase()
        .str.replace_all("ß", "ss", literal=True)
        .str.replace_all("\u03c2", "\u03c3", literal=True)
    )
