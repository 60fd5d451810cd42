"""Slips of the finger in a number."""

from __future__ import annotations

from benchmarks.planting.draw import Draw


def slip(draw: Draw, number: int) -> str:
    """Return a number with one digit changed, lost or added, or two neighbours swapped."""
    digits = str(number)
    at = 1 + draw.below(len(digits) - 2)
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    other = str((int(digits[at]) + 1 + draw.below(8)) % 10)
    slips = (
        digits[:at] + other + digits[at + 1 :],
        digits[:at] + digits[at + 1 :],
        digits[:at] + digits[at] + other + digits[at + 1 :],
        swapped if swapped != digits else digits[:at] + other + digits[at + 1 :],
    )
    return draw.of(slips)
