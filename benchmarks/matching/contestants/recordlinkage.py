"""recordlinkage: pairs of one normal form, amounts and days compared."""

from __future__ import annotations

import sys


def main(folder: str) -> None:
    """Link and print how many pairs agree."""
    import pandas as pd
    import recordlinkage as linkage

    left = pd.read_parquet(f"{folder}/left.parquet").set_index("item")
    right = pd.read_parquet(f"{folder}/right.parquet").set_index("item")
    index = linkage.Index()
    index.block("normal")
    pairs = index.index(left, right)
    compare = linkage.Compare()
    compare.exact("amount", "amount")
    compare.exact("currency", "currency")
    agreed = compare.compute(pairs, left, right)
    print(int((agreed.sum(axis=1) == 2).sum()))


if __name__ == "__main__":
    main(*sys.argv[1:])
