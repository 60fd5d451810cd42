"""The part of the business a table belongs to, so that people find it in a graph of hundreds."""

from __future__ import annotations

from suitehouse.contracts.model import TableContract

_BY_KIND = {"audit": "audit", "relationship": "relationships", "reference": "crm_core"}
# SuiteCRM names a module's tables with its prefix; the longest one that fits decides.
_BY_PREFIX = {
    "accounts": "crm_core",
    "am_": "projects",
    "aok_": "service",
    "aop_": "service",
    "aor_": "automation",
    "aos_": "sales",
    "aow_": "automation",
    "bugs": "service",
    "calls": "activities",
    "campaign": "marketing",
    "cases": "service",
    "contacts": "crm_core",
    "document": "activities",
    "email": "activities",
    "email_addr": "crm_core",
    "email_marketing": "marketing",
    "emailman": "marketing",
    "fp_": "marketing",
    "jjwg_": "maps",
    "leads": "crm_core",
    "meetings": "activities",
    "notes": "activities",
    "opportunities": "sales",
    "project": "projects",
    "prospect": "marketing",
    "securitygroups": "crm_core",
    "survey": "marketing",
    "tasks": "activities",
    "users": "crm_core",
}


def area(contract: TableContract) -> str:
    """Return the area of a table; `other` where neither its kind nor its name tells."""
    if by_kind := _BY_KIND.get(contract.kind):
        return by_kind
    fitting = [prefix for prefix in _BY_PREFIX if contract.table.startswith(prefix)]
    return _BY_PREFIX[max(fitting, key=len)] if fitting else "other"
