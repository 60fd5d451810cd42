"""Rotation of the masking key: a warehouse made anew with another key, in place of the present one.

Nothing here imports Dagster. Until the last step, which is a rename, the present warehouse is
whole and untouched; what was made for the new one is gone on with when the rotation is run again.
"""
