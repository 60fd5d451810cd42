"""One spelling for each telephone number: E.164 where it has one.

Values come in behind the region that they are dialled in, two letters: see `with_region`.
"""

from __future__ import annotations

import polars as pl

from suitehouse.privacy.countries import NO_REGION
from suitehouse.privacy.e164 import e164, spelled_out
from suitehouse.privacy.normalisation import normal_form
from suitehouse.privacy.plain_numbers import plain_numbers
from suitehouse.privacy.western_digits import western_digits

_FILLING = r"[\s().\-/\u2010-\u2015]"
_EXTENSION = r"(?i)[\s,;]*(?:ext(?:ension|n)?|x|durchwahl|dw|#)[\s.:]*[0-9]{1,6}\s*$"
_WRITTEN_AS_NUMBER = rf"^{_FILLING}*(?:\+{_FILLING}*)?[0-9](?:[0-9]|{_FILLING})*(?:{_EXTENSION}|$)"
_TRUNK_ZERO = r"^(\s*(?:\+|00)[0-9\s.\-]*)\(0\)"
# Italy dials the zero from abroad too.
_KEEPS_ZERO = r"^\s*(?:\+|00)[\s.\-]*39"
_NOT_ASCII = r"[^\x00-\x7f]"
_LETTERS_FOR_DIGITS = r"^\+?\(?[0-9][0-9() .\-]*[a-z][a-z0-9\-]{2,}$"


def normal_phones(values: pl.Series) -> pl.Series:
    """Numbers: E.164, by the region that `with_region` put before; the extension is dropped.

    A number that no numbering plan has keeps its digits, with a leading + where there is one or a
    00. What is not written as a number ("n/a") is normalised as a name, since dropping its letters
    would give different values one token; "1-800-FLOWERS" is the number that it spells.
    """
    numbers = plain_numbers(values.fill_null(NO_REGION))
    made = e164(numbers)
    if len(numbers.odd):
        made = made.scatter(numbers.odd, _written_oddly(values.gather(numbers.odd)))
    return made.set(values.is_null(), None) if values.null_count() else made


def _written_oddly(values: pl.Series) -> pl.Series:
    """The normal forms of what is not written plainly, or not as a number."""
    text, regions = _readable(values.str.slice(len(NO_REGION))), values.str.head(len(NO_REGION))
    is_number = text.str.contains(_WRITTEN_AS_NUMBER)
    numbers, words = is_number.arg_true(), (~is_number).arg_true()
    digits = _digits(text.gather(numbers))
    made = e164(plain_numbers(regions.gather(numbers) + digits))
    names = _as_words(text.gather(words), regions.gather(words))
    return text.scatter(numbers, made).scatter(words, names)


def _readable(texts: pl.Series) -> pl.Series:
    """The texts in NFKC, with the ten digits for those of other scripts."""
    odd = texts.str.contains(_NOT_ASCII).arg_true()
    if odd.is_empty():
        return texts
    # Marks of direction come along where a number is copied from an address book.
    unmarked = texts.gather(odd).str.normalize("NFKC").str.replace_all(r"\p{Cf}", "")
    return texts.scatter(odd, unmarked.str.replace_many(western_digits()))


def _digits(numbers: pl.Series) -> pl.Series:
    """The digits of what is written as a number, with its + or 00."""
    short = numbers.str.replace(_EXTENSION, "")
    has_zero = short.str.contains("(0)", literal=True) & ~short.str.contains(_KEEPS_ZERO)
    zeros = has_zero.arg_true()
    short = short.scatter(zeros, short.gather(zeros).str.replace(_TRUNK_ZERO, "${1}"))
    return short.str.replace_all(r"[^0-9+]", "")


def _as_words(words: pl.Series, regions: pl.Series) -> pl.Series:
    """What is not written as a number, as a name; the number where letters spell one."""
    names = normal_form("name", words)
    spelled = names.str.contains(_LETTERS_FOR_DIGITS).arg_true()
    found = [
        spelled_out(text, region) or text
        for text, region in zip(names.gather(spelled), regions.gather(spelled), strict=True)
    ]
    return names.scatter(spelled, pl.Series(found, dtype=pl.String))
