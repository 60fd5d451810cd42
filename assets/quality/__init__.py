"""Checks of whole tables that dbt's tests cannot express; the suites themselves are in the core."""
