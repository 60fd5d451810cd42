"""`python -m benchmarks.planting`: precision and recall of reconciliation over planted months."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.planting.page import as_markdown
from benchmarks.planting.running import score_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "reconciliation-accuracy.md"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planting", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many months, from seed 0")
    parser.add_argument("--processes", type=int, default=2, help="how many at a time")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the months, print and write the page; 1 where something asserted is wrong."""
    options = _options(arguments)
    score = score_of(range(options.seeds), options.processes, _tell)
    page = as_markdown(score)
    options.out.write_text(page, encoding="utf-8")
    print(page)
    for (situation, expected, came), times in score.wrong.most_common():
        print(f"{times} x {situation}: expected {expected}, came {came}", file=sys.stderr)
    return 0 if score.is_clean else 1


def _tell(seed: int) -> None:
    print(f"seed {seed}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
