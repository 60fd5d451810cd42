"""`file:PATH`: a secret in a file, such as one an orchestrator mounts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from suitehouse.errors import ConfigurationError

_LARGEST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class FileSecrets:
    """Reads the file a reference names; `~` is the user's home."""

    largest_bytes: int = _LARGEST_BYTES

    def read(self, locator: str) -> bytes:
        """Return the whole file.

        Raises:
            ConfigurationError: The file is missing, unreadable, empty, or far too large to be a
                secret.
        """
        path = Path(locator).expanduser()
        try:
            if path.stat().st_size > self.largest_bytes:
                raise ConfigurationError(f"file:{locator}: too large to be a secret.")
            content = path.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ConfigurationError(
                f"file:{locator}: cannot be read ({reason}); check path and permissions."
            ) from error
        if not content:
            raise ConfigurationError(f"file:{locator}: the file is empty; put the secret in it.")
        return content


file = FileSecrets()
