"""By which tokens parties are compared, as settings have it: where reconciling meets masking."""

from __future__ import annotations

import secrets

from suitehouse.demo.fallback import masking_reference
from suitehouse.errors import ConfigurationError
from suitehouse.privacy.keys import MINIMUM_BYTES, MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.reconcile.parties import PartyTokens
from suitehouse.settings import Settings


def party_tokens(settings: Settings) -> PartyTokens:
    """Return the tokens of the configured masking key.

    Who reconciles need not hold the key. Without it organisations are compared all the same, by a
    key that lives as long as the run; persons, of whom the warehouse has tokens, are not, and the
    result says so.

    Raises:
        SecretStoreError: Where the key is kept does not answer.
        KeyMaterialError: The key is too short or too weak.
    """
    try:
        reference = masking_reference(settings)
    except ConfigurationError:
        of_this_run = MaskingKey(secrets.token_bytes(MINIMUM_BYTES))
        return PartyTokens(Masker(of_this_run).token, compares_persons=False)
    return PartyTokens(Masker(MaskingKey.from_reference(reference)).token)
