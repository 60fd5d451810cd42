"""No two of the formats that are texts know the same file, nor does one know a table."""

from __future__ import annotations

import export_samples
import pytest

from suitehouse import exports
from suitehouse.discovery import objects_in

SAMPLES: dict[str, bytes] = objects_in(export_samples)
TEXT_FORMATS = {
    name: known for name, known in objects_in(exports).items() if hasattr(known, "recognises_text")
}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_text_format_knows_its_own_sample_only(name: str) -> None:
    head = SAMPLES[name].decode("utf-8", "replace")

    known = [each for each, known in TEXT_FORMATS.items() if known.recognises_text(head)]

    assert known == ([name] if name in TEXT_FORMATS else [])
