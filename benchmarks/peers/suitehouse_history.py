"""This project's own commands as they come: the history of contacts is kept too."""

import sys
from pathlib import Path

from benchmarks.peers._suitehouse import arranged

suitehouse_history = arranged(
    "suitehouse (masked, digested, with history)",
    str(Path(sys.executable).with_name("suitehouse")),
)
