"""What a column may hold, by its name, type and shape: a proposal that a person decides on.

No value is looked at here. Where nothing tells, text is taken for free text and proposed to stay in
the source.
"""

from __future__ import annotations

import re
from typing import Final

from suitehouse.contracts.model import Column, Confidence, PrivacyClass, Proposal
from suitehouse.contracts.names import is_reserved
from suitehouse.contracts.source_types import type_family
from suitehouse.drift.shapes import Look, Shape
from suitehouse.source.catalogue import SourceColumn

NOT_CLASSIFIED: Final = "not classified yet"
RESERVED: Final = "called as a column of the warehouse's own, so it cannot land"
KEY_TYPES: Final = ("char(36)", "varchar(36)")

_Rules = tuple[tuple[re.Pattern[str], PrivacyClass, str], ...]


def _rules(*rules: tuple[str, PrivacyClass, str]) -> _Rules:
    return tuple((re.compile(words), privacy_class, act) for words, privacy_class, act in rules)


# The first rule that finds its words anywhere in the name decides.
_TEXT: Final = _rules(
    (r"passw|secret|token|api_?key|hash|credential|login|user_?name", "credential", "drop"),
    (r"iban|bic\b|swift|account_?n(o|um)|card|cvv", "credential", "drop"),
    (r"e_?mail|_addrs?(_c)?$", "email", "domain"),
    (r"phone|mobile|fax|whatsapp|(^|_)(tel|cell)(_|$)", "phone", "token"),
    (r"postal|zip(_|$|code)|postcode", "address", "region"),
    (r"country", "address", "keep"),
    (r"(^|_)(city|town|state|county|region)(_|$)", "address", "token"),
    (r"street|address|(^|_)(lat|lng|lon|gps|geo)|coordinates", "address", "drop"),
    (r"birth|(^|_)dob(_|$)", "birthdate", "drop"),
    (r"ssn|passport|national_|tax_?(id|no|num)|vat_?(id|no|num)|licen[cs]e", "identifier", "drop"),
    (r"linkedin|twitter|facebook|instagram|skype|messenger|website|url", "identifier", "drop"),
    (r"(first|last|middle|maiden|full|contact|display)_?name|salutation", "name", "token"),
    (r"name|title|department", "free_text", "token"),
    (r"(^|_)(status|stage|type|category|priority|severity|source|rating|level|currency)(_|$)",
     "none", "keep"),
)  # fmt: skip
_NUMBER: Final = _rules(
    (r"(^|_)(lat|lng|lon|gps|geo)|latitude|longitude", "address", "drop"),
    (r"salary|income|wage|bonus", "financial", "drop"),
    (r"amount|amt|price|cost|total|revenue|budget|fee|vat|tax|discount|usdollar", "financial",
     "keep"),
)  # fmt: skip
_FREE_TEXT: Final = Proposal(privacy_class="free_text", treatment="drop")
_BY_LOOK: Final[dict[Look, Proposal]] = {
    "email": Proposal(privacy_class="email", treatment="domain"),
    "phone": Proposal(privacy_class="phone", treatment="token"),
    "iban": Proposal(privacy_class="credential", treatment="drop"),
    "url": Proposal(privacy_class="identifier", treatment="drop"),
    "key": Proposal(privacy_class="identifier", treatment="keep"),
    "sentence": Proposal(privacy_class="free_text", treatment="drop"),
}
_MOMENT: Final = _rules((r"birth|(^|_)dob(_|$)", "birthdate", "year"))


def proposal(name: str, source_type: str, shape: Shape | None = None) -> Proposal:
    """Return the class and treatment that a column's name, type and values suggest, and how surely.

    `shape` is how its values look, None where nobody looked.
    """
    named, default = _by_name(name.lower(), source_type)
    seen = _BY_LOOK.get(shape.look) if shape is not None and shape.tells and shape.look else None
    if seen is None:
        return _sure(named, "likely") if named else default
    if named is None:
        return _sure(seen, "likely")
    if named.privacy_class == seen.privacy_class:
        return _sure(named, "sure")
    # They contradict each other, so the stricter of them stands until somebody looks.
    return named if named.treatment == "drop" else seen


def _by_name(name: str, source_type: str) -> tuple[Proposal | None, Proposal]:
    """What a rule says of the name, None where none does, and what stands in that case."""
    family = type_family(source_type)
    if family == "text" and source_type.lower() in KEY_TYPES and re.search(r"_id[ab]?(_c)?$", name):
        return _proposed("identifier", "keep"), _FREE_TEXT
    if family == "moment":
        return _first(_MOMENT, name), _proposed("none", "keep")
    if family in {"integer", "float", "decimal"}:
        return _first(_NUMBER, name), _proposed("none", "keep")
    found = _first(_TEXT, name)
    is_short = source_type.startswith(("char", "varchar", "enum"))
    if found is not None and found.treatment == "keep" and not is_short:
        return None, _FREE_TEXT
    return found, _FREE_TEXT


def unclassified(column: SourceColumn, shape: Shape | None = None) -> Column:
    """Return the contract's column for one that nobody has decided on: it stays in the source.

    One that cannot land is decided on.
    """
    is_stuck = is_reserved(column.name)
    return Column(
        name=column.name,
        type=column.type,
        nullable=column.is_nullable,
        default=_default(column.default),
        treatment="drop",
        reason=RESERVED if is_stuck else NOT_CLASSIFIED,
        proposed=None if is_stuck else proposal(column.name, column.type, shape),
        description=described(column.name),
    )


def described(name: str) -> str:
    """Return a column's name in words."""
    return name.removesuffix("_c").replace("_", " ").strip().capitalize() or name


def _first(rules: _Rules, name: str) -> Proposal | None:
    found = (_proposed(each, act) for words, each, act in rules if words.search(name))
    return next(found, None)


def _proposed(privacy_class: PrivacyClass, treatment: str) -> Proposal:
    return Proposal(privacy_class=privacy_class, treatment=treatment)


def _sure(found: Proposal, confidence: Confidence) -> Proposal:
    return found.model_copy(update={"confidence": confidence})


def _default(sql: str | None) -> str | None:
    """A literal default; MariaDB shows it as SQL, MySQL as text, and an expression is none."""
    if sql is None or sql.upper() == "NULL" or "(" in sql:
        return None
    if sql.startswith("'") and sql.endswith("'"):
        return sql[1:-1].replace("''", "'")
    return sql
