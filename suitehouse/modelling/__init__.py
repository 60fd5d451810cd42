"""Building the dbt project: what has changed, what must be built, and running dbt in this process.

Not here: SQL and tests, which are in `warehouse_models`; assets, which are in `assets/models`.
"""
