"""This project's own first load, landing in the clear what it masks: what masking costs."""

from dataclasses import replace

from benchmarks.peers._suitehouse import arranged

suitehouse_unmasked = replace(
    arranged("suitehouse (in the clear, digested)", "-m", "benchmarks.without_masking"),
    incremental=None,
    sweep=None,
    everything=None,
    idle=None,
)
