"""`aws-sm:NAME` and `aws-sm:NAME#FIELD`: a secret in AWS Secrets Manager, by name or ARN.

Region and credentials are found by boto3 in its own places. Both are looked up at each reading,
so that credentials may change as the secret may. boto3 comes with the extra `aws` and is imported
when a reference asks for it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from suitehouse.errors import ConfigurationError, SecretStoreError
from suitehouse.operations.retry import Sleep, retrying
from suitehouse.operations.secrets._fields import field_value, json_fields, located

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class AwsSecrets:
    """Reads the current version of the secret a reference names."""

    sleep: Sleep = time.sleep

    def read(self, locator: str) -> bytes:
        """Return the whole secret, text as UTF-8, or one text field of a JSON object.

        Raises:
            ConfigurationError: boto3 is not installed; no credentials or region; no such secret or
                field; access denied.
            SecretStoreError: The service does not answer or has no time, after three tries.
        """
        where = f"aws-sm:{locator}"
        name, field = located(locator)
        if not name or field == "":
            raise ConfigurationError(f"{where}: write aws-sm:NAME or aws-sm:NAME#FIELD.")
        retrier = retrying(_ATTEMPTS, sleep=self.sleep, transient=SecretStoreError)
        content: bytes = retrier(_secret_value, name, where)
        if not content:
            raise ConfigurationError(f"{where}: the secret is empty; put a value in it.")
        return content if field is None else field_value(json_fields(content, where), field, where)


def _secret_value(name: str, where: str) -> bytes:
    try:
        from suitehouse.operations.secrets._aws import secret_value  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigurationError(
            f"{where}: boto3 is not installed; run: pip install 'suitehouse[aws]'"
        ) from error
    return secret_value(name, where)


aws_sm = AwsSecrets()
