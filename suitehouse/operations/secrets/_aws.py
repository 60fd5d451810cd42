"""One request to AWS Secrets Manager through boto3, and what its faults mean for us.

Imported only where boto3 is needed. The service's own text is repeated nowhere; the class or code
of a fault is.
"""

from __future__ import annotations

import logging
from contextlib import closing
from typing import Any

import boto3
from botocore import exceptions
from botocore.config import Config

from suitehouse.errors import ConfigurationError, SecretStoreError, SuitehouseError

# One try of ours is one request: who calls tries again.
_CONFIG = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 1})
# At level DEBUG these write requests with their credentials, and answers with the secret.
_TALKATIVE = ("boto3", "botocore", "botocore.parsers", "botocore.endpoint", "botocore.auth")

_NO_CREDENTIALS = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.ProfileNotFound,
    exceptions.SSOError,
    exceptions.TokenRetrievalError,
)
_UNREACHABLE = (exceptions.HTTPClientError, exceptions.ConnectionError)
_REFUSED_CREDENTIALS = {
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
_SERVER_FAULT = 500
_TOO_MANY_REQUESTS = 429


def secret_value(name: str, where: str) -> bytes:
    """Return the current version of a secret.

    Raises:
        ConfigurationError: No credentials or region, no such secret, access denied.
        SecretStoreError: No answer, or the service has no time: worth another try.
    """
    _hush()
    try:
        return _asked(name)
    except (exceptions.BotoCoreError, exceptions.ClientError) as fault:
        error = _error(fault, where)
    # It hangs on no fault of boto3's: of a wrong signature AWS sends back the session's token.
    raise error


def _asked(name: str) -> bytes:
    client = boto3.session.Session().client("secretsmanager", config=_CONFIG)
    with closing(client):
        answer: dict[str, Any] = client.get_secret_value(SecretId=name)
    text = answer.get("SecretString")
    return answer.get("SecretBinary", b"") if text is None else str(text).encode()


def _hush() -> None:
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)


def _error(fault: exceptions.BotoCoreError | exceptions.ClientError, where: str) -> SuitehouseError:
    """The error of our tree for what boto3 raised."""
    if isinstance(fault, exceptions.ClientError):
        return _answered(fault, where)
    kind = type(fault).__name__
    if isinstance(fault, exceptions.NoRegionError):
        return ConfigurationError(f"{where}: no AWS region is set; set AWS_DEFAULT_REGION.")
    if isinstance(fault, _NO_CREDENTIALS):
        return ConfigurationError(
            f"{where}: no AWS credentials can be used ({kind}); set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role of the machine."
        )
    if isinstance(fault, _UNREACHABLE):
        return SecretStoreError(
            f"{where}: AWS Secrets Manager does not answer ({kind}); check the region and that "
            "this machine may reach it."
        )
    return ConfigurationError(
        f"{where}: boto3 cannot ask AWS Secrets Manager ({kind}); check the secret's name and the "
        "AWS settings."
    )


def _answered(error: exceptions.ClientError, where: str) -> SuitehouseError:
    """The error of our tree for an answer that is not the secret."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    is_passing = status >= _SERVER_FAULT or status == _TOO_MANY_REQUESTS
    if is_passing or "Throttl" in code or code == "InternalServiceError":
        return SecretStoreError(
            f"{where}: AWS Secrets Manager has no time ({code}); try again later."
        )
    return ConfigurationError(f"{where}: {_remedy(code)}")


def _remedy(code: str) -> str:
    if code in _REFUSED_CREDENTIALS:
        return f"AWS refused the credentials ({code}); renew them, and check the machine's clock."
    return _REMEDIES.get(code, f"AWS Secrets Manager refused the request ({code}).")


_REMEDIES = {
    "ResourceNotFoundException": "there is no such secret with a current value in this account and "
    "region; check its name and AWS_DEFAULT_REGION.",
    "AccessDeniedException": "AWS denied access; allow secretsmanager:GetSecretValue on the "
    "secret, and kms:Decrypt on its key.",
    "DecryptionFailure": "AWS could not decrypt the secret; allow kms:Decrypt on its key.",
    "InvalidRequestException": "the secret cannot be read now, as it is scheduled for deletion or "
    "its key is disabled; restore it.",
    "InvalidParameterException": "AWS does not accept this as the name of a secret; correct it.",
    "ValidationException": "AWS does not accept this as the name of a secret; correct it.",
}
