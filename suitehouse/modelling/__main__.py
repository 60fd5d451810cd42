"""`python -m suitehouse.modelling`: make the manifest that the asset graph is read from."""

from __future__ import annotations

import sys

from suitehouse.modelling.project import manifest_path
from suitehouse.modelling.runner import prepare_manifest

made = prepare_manifest()
sys.stdout.write(f"{manifest_path()}: {'made' if made else 'up to date'}\n")
