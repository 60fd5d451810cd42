"""Reconciliation: each row of two sides matched, broken with a cause, or excluded with a reason.

Belongs here: definitions, match passes, breaks, control totals, the proof and its report. Doesn't:
parsing files (`suitehouse.exports`), connections (the caller gives a reader), Dagster.
"""
