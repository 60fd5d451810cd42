"""This project's own commands, but for histories of rows, which no peer keeps."""

from benchmarks.peers._suitehouse import arranged

suitehouse = arranged("suitehouse (masked, digested)", "-m", "benchmarks.without_history")
