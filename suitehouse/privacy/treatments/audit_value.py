"""`audit_value`: a value before or after a change, treated as the audited column is.

Audit tables hold plain values of whatever field changed, so one column mixes names, phone numbers,
keys and amounts; `field_name` says which it is, row by row. Only a field that is exactly a column
of the audited table has a known treatment. Every other becomes NULL: SuiteCRM audits relate fields
under names that are no column (`aos_invoices_audit.billing_contact` holds a person's name, the
column is `billing_contact_id`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from suitehouse.contracts.model import Column
from suitehouse.privacy.treatment import TreatmentContext, treatment_named

# SuiteCRM's keys: UUIDs, "1", "seed_will_id". A person's name has no digit or underscore.
_KEY_SHAPE = r"^[A-Za-z0-9_-]*[0-9_][A-Za-z0-9_-]*$|^$"
_KEY_TYPES = {"char(36)", "varchar(36)"}
_NOTHING = pl.lit(None, dtype=pl.String)


@dataclass(frozen=True, slots=True)
class AuditValue:
    """Treats each row as its `field_name` asks; unknown and dropped fields become NULL."""

    shows_text: bool = True
    field_column: str = "field_name"

    def apply(self, value: pl.Expr, column: Column, context: TreatmentContext) -> pl.Expr:
        """Return the treated values; NULL where the source does not say of which field they are."""
        if context.audited is None or self.field_column not in context.columns:
            return _NOTHING
        treated = [
            self._treated(value, fields, context)
            for fields in _fields_by_treatment(context.audited.columns, besides=column.treatment)
        ]
        return pl.coalesce(*treated, _NOTHING)

    def _treated(self, value: pl.Expr, fields: list[Column], context: TreatmentContext) -> pl.Expr:
        """The treated values of the rows that audit one of these fields, NULL in the others."""
        field = fields[0]
        names = [each.name for each in fields]
        chosen = pl.when(pl.col(self.field_column).is_in(names)).then(value)
        where = f"{context.audited.table if context.audited else ''}.{field.name}"
        result = treatment_named(field.treatment, where).apply(chosen, field, context)
        if result is None:
            return _NOTHING
        if field.treatment == "keep" and _holds_key(field):
            return pl.when(result.str.contains(_KEY_SHAPE)).then(result)
        return result


def _fields_by_treatment(columns: Iterable[Column], *, besides: str) -> list[list[Column]]:
    """The columns that are treated alike, together: one pass over the values for each group."""
    landed = (each for each in columns if each.is_landed and each.treatment != besides)
    audited = sorted(landed, key=_alike)
    return [list(group) for _, group in groupby(audited, key=_alike)]


def _alike(column: Column) -> tuple[str, str, bool]:
    return column.treatment, column.privacy_class, _holds_key(column)


def _holds_key(column: Column) -> bool:
    return column.type in _KEY_TYPES or column.privacy_class == "identifier"


audit_value = AuditValue()
