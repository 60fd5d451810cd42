"""The dbt project's models as assets, its tests as their checks.

Not here: SQL, which is in `warehouse_models`, and what has to be built, which the core decides.
"""
