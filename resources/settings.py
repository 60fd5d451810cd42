"""Where things are and what is policy, read from the environment when a run needs them."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
from pydantic import Field

from suitehouse.settings import POLICY_FILE, Policy, Settings, load_policy


class EnvironmentSettings(dg.ConfigurableResource[None]):
    """Settings from `SUITEHOUSE_*` variables and `.env`, policy from a TOML file."""

    policy_file: str = Field(
        default=POLICY_FILE, description="File of reviewed policy; may be missing."
    )

    def read(self) -> Settings:
        """Return the settings of this process."""
        return Settings()

    def policy(self) -> Policy:
        """Return the policy, or the defaults where there is no file.

        Raises:
            ConfigurationError: The file is not a valid policy.
        """
        return load_policy(Path(self.policy_file))


class FixedSettings:
    """Settings and policy that a caller of this process has read already."""

    def __init__(self, settings: Settings, policy: Policy) -> None:
        self._settings = settings
        self._policy = policy

    def read(self) -> Settings:
        """Return the caller's settings."""
        return self._settings

    def policy(self) -> Policy:
        """Return the caller's policy."""
        return self._policy


settings = EnvironmentSettings()
