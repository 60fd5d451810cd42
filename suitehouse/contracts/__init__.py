"""What each source table holds and how each column is treated; the YAML beside this file drives the code."""
