"""`env:NAME`: a secret in an environment variable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from suitehouse.errors import ConfigurationError


@dataclass(frozen=True, slots=True, repr=False)
class EnvironmentSecrets:
    """Reads the variable a reference names."""

    environment: Mapping[str, str]

    def read(self, locator: str) -> bytes:
        """Return the variable's value as the bytes the process was given.

        Raises:
            ConfigurationError: The variable is unset or empty.
        """
        value = self.environment.get(locator, "")
        if not value:
            raise ConfigurationError(
                f"env:{locator}: the environment variable is not set; set it, or name another."
            )
        return os.fsencode(value)


env = EnvironmentSecrets(os.environ)
