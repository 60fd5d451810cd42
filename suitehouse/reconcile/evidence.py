"""Where a break comes from, and what shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Origin(StrEnum):
    """Whether a break is one in the business, of our pipeline, or of a deletion in the CRM."""

    BUSINESS = "business"
    PIPELINE = "pipeline"
    CRM_DELETED = "crm_deleted"


class PipelineCause(StrEnum):
    """Why the CRM's row of a number could not take part, or came late."""

    QUARANTINED = "quarantined"
    REMOVED = "removed"
    DELETED = "deleted"
    HEALED = "healed"
    CAPTURED_LATE = "captured_late"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a break does not come from the business.

    Attributes:
        shown_by: The table of the warehouse that shows it.
        crm_table: The table of landing that the CRM's row is in.
        crm_row: The id of that row.
        noticed_at: When the warehouse took note of it, in UTC; absent where that was not noted.
        remedy: What to do.
    """

    cause: PipelineCause
    shown_by: str
    crm_table: str
    crm_row: str
    noticed_at: datetime | None
    remedy: str
