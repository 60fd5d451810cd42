"""Brings what the writer holds to the other warehouses of the settings, and proves it is there."""
