"""One spelling for each value, so that the same person gives the same token everywhere.

Every function takes and returns a polars expression of text; NULL stays NULL. All start with
Unicode NFKC, so that composed and decomposed accents and full-width characters are one spelling.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

_FILLING = r"[\s().\-/\u2010-\u2015]"
_EXTENSION = r"(?i)[\s,;]*(?:ext(?:ension|n)?|x|durchwahl|dw|#)[\s.:]*[0-9]{1,6}\s*$"
_WRITTEN_AS_NUMBER = rf"^{_FILLING}*(?:\+{_FILLING}*)?[0-9](?:[0-9]|{_FILLING})*(?:{_EXTENSION}|$)"
_TRUNK_ZERO = r"^(\s*(?:\+|00)[0-9\s.\-]*)\(0\)"


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
    return digits.str.replace(r"^00", "+").fill_null(normal_name(_only(text, ~is_number)))


def normal_text(value: pl.Expr) -> pl.Expr:
    """Everything else: trimmed; case counts."""
    return nfkc(value).str.strip_chars()


_NORMAL_FORMS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "name": normal_name,
    "address": normal_name,
    "email": normal_email,
    "phone": normal_phone,
}


def normal_form(privacy_class: str, value: pl.Expr) -> pl.Expr:
    """Return a value in the one spelling of its class."""
    return _NORMAL_FORMS.get(privacy_class, normal_text)(value)


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
