"""One spelling for each value, so that the same person gives the same token everywhere.

Values go in and come back as text; NULL stays NULL. All forms start with Unicode NFKC, so that
composed and decomposed accents and full-width characters are one spelling.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

_FILLING = r"[\s().\-/\u2010-\u2015]"
_EXTENSION = r"(?i)[\s,;]*(?:ext(?:ension|n)?|x|durchwahl|dw|#)[\s.:]*[0-9]{1,6}\s*$"
_WRITTEN_AS_NUMBER = rf"^{_FILLING}*(?:\+{_FILLING}*)?[0-9](?:[0-9]|{_FILLING})*(?:{_EXTENSION}|$)"
_TRUNK_ZERO = r"^(\s*(?:\+|00)[0-9\s.\-]*)\(0\)"
_PLAIN_NUMBER = r"^(?:\+?[0-9][0-9 ().\-/]*)?$"
_PLAIN_FILLING = [" ", "(", ")", ".", "-", "/"]
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


def normal_phone(value: pl.Expr) -> pl.Expr:
    """Numbers: digits, with a leading + where there is one or a 00; the extension is dropped.

    What is not written as a number ("n/a", "1-800-FLOWERS") is normalised as a name: dropping its
    letters would give different values one token. No country code is guessed.
    """
    text = nfkc(value)
    is_number = text.str.contains(_WRITTEN_AS_NUMBER)
    number = _without_trunk_zero(_only(text, is_number).str.replace(_EXTENSION, ""))
    digits = number.str.replace_all(r"[^0-9+]", "")
    return _international(digits).fill_null(normal_name(_only(text, ~is_number)))


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
    """Return values in the one spelling of their class."""
    return _NORMAL_FORMS.get(privacy_class, _TEXT).of(values)


def _are_plain_words(value: pl.Expr) -> pl.Expr:
    """ASCII words with single spaces between."""
    return value.str.contains(_PLAIN_WORDS)


def _is_plain_number(value: pl.Expr) -> pl.Expr:
    return value.str.contains(_PLAIN_NUMBER) & ~value.str.contains("(0)", literal=True)


def _digits(value: pl.Expr) -> pl.Expr:
    return _international(value.str.replace_many(_PLAIN_FILLING, [""]))


def _international(digits: pl.Expr) -> pl.Expr:
    return digits.str.replace(r"^00", "+")


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
    "phone": _Form(normal_phone, _is_plain_number, _digits),
}


def _without_trunk_zero(number: pl.Expr) -> pl.Expr:
    # Looking for the zero first is several times faster than replacing where there is none.
    has_zero = number.str.contains("(0)", literal=True)
    return (
        pl.when(has_zero)
        .then(_only(number, has_zero).str.replace(_TRUNK_ZERO, "${1}"))
        .otherwise(number)
    )


def _only(value: pl.Expr, chosen: pl.Expr) -> pl.Expr:
    return pl.when(chosen).then(value)


def _casefold(value: pl.Expr) -> pl.Expr:
    """Lower case, plus the letters whose upper case does not come back: ß and final sigma."""
    return (
        value.str.to_lowercase()
        .str.replace_all("ß", "ss", literal=True)
        .str.replace_all("\u03c2", "\u03c3", literal=True)
    )
