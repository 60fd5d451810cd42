"""One spelling for each value, so that the same person gives the same token everywhere.

Values go in and come back as text; NULL stays NULL. All forms start with Unicode NFKC, so that
composed and decomposed accents and full-width characters are one spelling. Telephone numbers come
in behind the region that they are dialled in: see `with_region`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from suitehouse.privacy.countries import NO_REGION
from suitehouse.privacy.western_digits import western_digits

_FILLING = r"[\s().\-/\u2010-\u2015]"
_EXTENSION = r"(?i)[\s,;]*(?:ext(?:ension|n)?|x|durchwahl|dw|#)[\s.:]*[0-9]{1,6}\s*$"
_WRITTEN_AS_NUMBER = rf"^{_FILLING}*(?:\+{_FILLING}*)?[0-9](?:[0-9]|{_FILLING})*(?:{_EXTENSION}|$)"
_TRUNK_ZERO = r"^(\s*(?:\+|00)[0-9\s.\-]*)\(0\)"
# Italy dials the zero from abroad too.
_KEEPS_ZERO = r"^\s*(?:\+|00)[\s.\-]*39"
_NUMBER = r"^\+?[0-9]+$"
_LETTERS_FOR_DIGITS = r"^\+?\(?[0-9][0-9() .\-]*[a-z][a-z0-9\-]{2,}$"
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


def with_region(privacy_class: str, value: pl.Expr, region: pl.Expr) -> pl.Expr:
    """Return values with what their normal form needs besides: where a phone number is dialled.

    Regions are two letters and never NULL; `NO_REGION` where nobody knows.
    """
    return pl.concat_str(region, value) if privacy_class == "phone" else value


def normal_phones(values: pl.Series) -> pl.Series:
    """Numbers: E.164, by the region that `with_region` put before; the extension is dropped.

    A number that no numbering plan has keeps its digits, with a leading + where there is one or a
    00. What is not written as a number ("n/a") is normalised as a name, since dropping its letters
    would give different values one token; "1-800-FLOWERS" is the number that it spells.
    """
    from suitehouse.privacy.e164 import e164  # noqa: PLC0415 - its library takes a tenth of a second

    written = _PHONE.of(values.str.slice(len(NO_REGION)))
    regions = values.str.head(len(NO_REGION))
    is_number = written.str.contains(_NUMBER).fill_null(value=False)
    numbers = is_number.arg_true()
    digits = written.gather(numbers)
    made = e164(digits, regions.gather(numbers))
    none = made.is_null().arg_true()
    made = made.scatter(none, digits.gather(none).str.replace(r"^00", "+"))
    return _spelled_out(written, (~is_number).arg_true(), regions).scatter(numbers, made)


def _spelled_out(written: pl.Series, words: pl.Series, regions: pl.Series) -> pl.Series:
    """The texts with the numbers that some of the `words`, by place, spell."""
    spelled = words.filter(written.gather(words).str.contains(_LETTERS_FOR_DIGITS))
    if spelled.is_empty():
        return written
    from suitehouse.privacy.e164 import spelled_out  # noqa: PLC0415 - as above

    found = [
        spelled_out(text, region) or text
        for text, region in zip(written.gather(spelled), regions.gather(spelled), strict=True)
    ]
    return written.scatter(spelled, pl.Series(found, dtype=pl.String))


def _written_phone(value: pl.Expr) -> pl.Expr:
    """The digits of what is written as a number, with its + or 00; anything else as a name."""
    # Marks of direction come along where a number is copied from an address book.
    text = nfkc(value).str.replace_all(r"\p{Cf}", "").str.replace_many(western_digits())
    is_number = text.str.contains(_WRITTEN_AS_NUMBER)
    number = _without_trunk_zero(_only(text, is_number).str.replace(_EXTENSION, ""))
    digits = number.str.replace_all(r"[^0-9+]", "")
    return digits.fill_null(normal_name(_only(text, ~is_number)))


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
        return normal_phones(values)
    return _NORMAL_FORMS.get(privacy_class, _TEXT).of(values)


def _are_plain_words(value: pl.Expr) -> pl.Expr:
    """ASCII words with single spaces between."""
    return value.str.contains(_PLAIN_WORDS)


def _is_plain_number(value: pl.Expr) -> pl.Expr:
    return value.str.contains(_PLAIN_NUMBER) & ~value.str.contains("(0)", literal=True)


def _digits(value: pl.Expr) -> pl.Expr:
    return value.str.replace_many(_PLAIN_FILLING, [""])


def _lower(value: pl.Expr) -> pl.Expr:
    return value.str.to_lowercase()


def _unchanged(value: pl.Expr) -> pl.Expr:
    return value


_NAME = _Form(normal_name, _are_plain_words, _lower)
_TEXT = _Form(normal_text, _are_plain_words, _unchanged)
_PHONE = _Form(_written_phone, _is_plain_number, _digits)
_NORMAL_FORMS = {
    "name": _NAME,
    "address": _NAME,
    "email": _Form(normal_email, _are_plain_words, _lower),
}


def _without_trunk_zero(number: pl.Expr) -> pl.Expr:
    # Looking for the zero first is several times faster than replacing where there is none.
    has_zero = number.str.contains("(0)", literal=True) & ~number.str.contains(_KEEPS_ZERO)
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
