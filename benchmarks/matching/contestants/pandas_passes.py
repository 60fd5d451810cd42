"""pandas: the same three passes, and what became of every row; no sentences or identities."""

from __future__ import annotations

import sys
from datetime import date

import pandas as pd

_FIRST, _LAST = date(2026, 3, 1), date(2026, 3, 31)


def _alone(left: pd.DataFrame, right: pd.DataFrame, key: str) -> pd.DataFrame:
    """The pairs of a key that one row of each side has."""
    ours, theirs = (side.drop_duplicates(key, keep=False) for side in (left, right))
    return ours[["item", key]].merge(theirs[["item", key]], on=key, suffixes=("_l", "_r"))


def _sums(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """The rows of the left side that several of the right side under its number add up to."""
    parts = right.groupby("normal")["amount"].agg(["sum", "size"])
    sums = parts[parts["size"] > 1].reset_index().rename(columns={"sum": "amount"})
    whole = left.merge(sums, on=["normal", "amount"])[["item", "normal"]]
    return whole.merge(right[["item", "normal"]], on="normal", suffixes=("_l", "_r"))


def _kinds(pairs: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame) -> pd.Series:
    """What each pair is: matched, or the first break that applies."""
    ours = left.set_index("item").loc[pairs["item_l"]].reset_index(drop=True)
    theirs = right.set_index("item").loc[pairs["item_r"]].reset_index(drop=True)
    inside = ours["day"].between(_FIRST, _LAST) | theirs["day"].between(_FIRST, _LAST)
    kinds = pd.Series("matched", index=ours.index)
    kinds[ours["amount"] != theirs["amount"]] = "amount_mismatch"
    kinds[ours["currency"] != theirs["currency"]] = "currency_mismatch"
    kinds[~inside] = "outside_period"
    return kinds


def main(folder: str) -> None:
    """Pair, say what became of every row, and print how many groups were found."""
    left, right = (
        pd.read_parquet(f"{folder}/{name}.parquet", dtype_backend="pyarrow")
        for name in ("left", "right")
    )
    rest_left, rest_right, found = left, right, []
    for passed in ("reference", "normal", "sum"):
        pairs = (
            _sums(rest_left, rest_right)
            if passed == "sum"
            else _alone(rest_left, rest_right, passed)
        )
        found.append(pairs)
        rest_left = rest_left[~rest_left["item"].isin(pairs["item_l"])]
        rest_right = rest_right[~rest_right["item"].isin(pairs["item_r"])]
    fates = _kinds(pd.concat(found[:2]), left, right).value_counts()
    fates["missing"] = len(rest_left) + len(rest_right)
    print(fates.to_dict())
    print(sum(pairs["item_l"].nunique() for pairs in found))


if __name__ == "__main__":
    main(*sys.argv[1:])
