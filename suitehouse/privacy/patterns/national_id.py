"""Numbers that states give people, by their form and, where they have one, their checksum.

United States SSN, United Kingdom NINO, German Steuer-ID, French NIR, Spanish DNI and NIE, Italian
codice fiscale, Dutch BSN. One in eleven numbers of nine digits passes the Dutch checksum, so a BSN
is only taken for one where a word before says so or its groups do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.us import ssn

from suitehouse.privacy.pattern import Pattern, Span

_FORMS: Final = {
    "ssn": r"[0-9]{3}-[0-9]{2}-[0-9]{4}",
    "nino": r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
    "nir": r"[1-478] ?[0-9]{2} ?[0-9]{2} ?[0-9][0-9AB] ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}",
    "idnr": r"[1-9][0-9] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}",
    "dni": r"[0-9]{2}\.?[0-9]{3}\.?[0-9]{3}[ -]?[A-Z]",
    "nie": r"[XYZ][ -]?[0-9]{7}[ -]?[A-Z]",
    "codicefiscale": r"[A-Z]{3} ?[A-Z]{3} ?[0-9LMNP-V]{2}[A-EHLMPR-T][0-9LMNP-V]{2} ?"
    r"[A-Z][0-9LMNP-V]{3}[A-Z]",
    "bsn": r"(?:bsn|burgerservicenummer|sofi(?:nummer|-nummer)?)[ :.\-#]{0,3}[0-9]{4}[ .]?[0-9]{2}"
    r"[ .]?[0-9]{3}|[0-9]{4}\.[0-9]{2}\.[0-9]{3}",
}
_ANY: Final = "|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items())
_FOUND: Final = re.compile(rf"(?<![\w./-])(?:{_ANY})(?![\w/-]|[.,][0-9])", re.IGNORECASE)
# Without a look at what words are in other scripts, which polars is several times quicker with.
_CANDIDATE: Final = (
    rf"(?i)(?:^|[^0-9A-Za-z_./\-])(?:{'|'.join(_FORMS.values())})(?:$|[^0-9A-Za-z_/\-])"
)
_NINO_NEVER: Final = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


def _is_nino(text: str) -> bool:
    return text[:2].upper() not in _NINO_NEVER


def _is_nir(text: str) -> bool:
    return bool(nir.is_valid(text))


def _is_bsn(text: str) -> bool:
    return bool(bsn.is_valid(re.sub(r"[^0-9]", "", text)))


_CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "ssn": ssn.is_valid,
    "nino": _is_nino,
    "nir": _is_nir,
    "idnr": idnr.is_valid,
    "dni": lambda text: dni.is_valid(text.replace(".", "")),
    "nie": nie.is_valid,
    "codicefiscale": codicefiscale.is_valid,
    "bsn": _is_bsn,
}


def _spans(text: str) -> Iterator[Span]:
    at = 0
    while found := _FOUND.search(text, at):
        kind = found.lastgroup or ""
        if _CHECKS[kind](found.group()):
            yield found.span()
            at = found.end()
        else:
            at = found.start() + 1


national_id = Pattern(
    rank=50,
    placeholder="[id]",
    candidate=_CANDIDATE,
    spans=_spans,
)
