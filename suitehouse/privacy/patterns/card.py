"""Payment card numbers, as the guard knows them that refuses them elsewhere."""

from __future__ import annotations

from suitehouse.privacy.card_guard import CARD_CANDIDATE, card_spans
from suitehouse.privacy.pattern import Pattern

card = Pattern(rank=40, placeholder="[card]", candidate=CARD_CANDIDATE, spans=card_spans)
