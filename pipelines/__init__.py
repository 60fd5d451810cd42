"""WHEN things run: the Dagster code location, jobs, schedules, sensors, and the console script.

Belongs here: what starts work and what a person types.
Not here: SQL, masking, rules about rows, connections.
"""
