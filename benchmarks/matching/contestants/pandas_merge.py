"""pandas: merge on the reference, then on its normal form; instalments are not looked for."""

from __future__ import annotations

import sys

import pandas as pd


def main(folder: str) -> None:
    """Merge, compare amounts and print how many pairs were found."""
    left = pd.read_parquet(f"{folder}/left.parquet")
    right = pd.read_parquet(f"{folder}/right.parquet")
    found = left.merge(right, on="reference")
    rest_left = left[~left["item"].isin(found["item_x"])]
    rest_right = right[~right["item"].isin(found["item_y"])]
    more = rest_left.merge(rest_right, on="normal")
    equal = (found["amount_x"] == found["amount_y"]).sum()
    equal += (more["amount_x"] == more["amount_y"]).sum()
    print(int(equal))


if __name__ == "__main__":
    main(*sys.argv[1:])
