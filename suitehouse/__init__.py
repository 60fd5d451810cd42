"""The core of suitehouse: capture, masking, reconciliation, and what they need.

Never imports Dagster, assets, resources or pipelines.
"""
