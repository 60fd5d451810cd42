"""Turning encryption at rest on, off, or to another key, for files that are there already."""
