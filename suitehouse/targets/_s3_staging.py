"""Files that wait in S3 to be copied, under a prefix of their own, and are gone afterwards.

Region and credentials are found by boto3 in its own places. Imported only where boto3 is needed.
A process that is killed leaves its files behind: a lifecycle rule on the prefix removes them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import boto3
from botocore import exceptions
from botocore.config import Config

from suitehouse.errors import ConfigurationError, TargetUnreachableError, WarehouseError

_CONFIG: Final = Config(connect_timeout=10, read_timeout=120, retries={"total_max_attempts": 4})
_NO_CREDENTIALS: Final = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.ProfileNotFound,
    exceptions.SSOError,
    exceptions.TokenRetrievalError,
)
_UNREACHABLE: Final = (exceptions.HTTPClientError, exceptions.ConnectionError)
_REMEDIES: Final = {
    "AccessDenied": "AWS denied access; allow s3:PutObject and s3:DeleteObject on {place}/*",
    "NoSuchBucket": "there is no such bucket; create it, or name another one by staging=",
    "ExpiredToken": "the AWS credentials have expired; renew them",
    "InvalidAccessKeyId": "AWS refused the credentials; renew them",
    "SignatureDoesNotMatch": "AWS refused the credentials; renew them, and check the clock",
    "PermanentRedirect": "the bucket is in another region; use one in the region of the cluster",
}
_SERVER_FAULT: Final = 500
_TOO_MANY_REQUESTS: Final = 429
_MOST_REMOVED: Final = 1_000


class S3Staging:
    """One delivery's files."""

    def __init__(self, bucket: str, prefix: str, region: str, profile: str) -> None:
        self._bucket = bucket
        self._root = "/".join(part for part in (prefix, secrets.token_hex(8)) if part)
        self._session = {"region_name": region or None, "profile_name": profile or None}
        self._place = f"arn:aws:s3:::{bucket}" + (f"/{prefix}" if prefix else "")
        self._keys: list[str] = []

    @cached_property
    def _client(self) -> Any:
        return boto3.session.Session(**self._session).client("s3", config=_CONFIG)

    def url(self, folder: str) -> str:
        """Return the URL that names all files of a folder."""
        return f"s3://{self._bucket}/{self._root}/{folder}/"

    def put(self, path: Path, folder: str) -> None:
        """Upload a file.

        Raises:
            ConfigurationError: No credentials, no such bucket, access denied.
            TargetUnreachableError: S3 does not answer, or has no time.
        """
        key = f"{self._root}/{folder}/{path.name}"
        with self._faults("staging rows"), path.open("rb") as content:
            self._keys.append(key)
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content)

    def clear(self) -> None:
        """Remove what was uploaded.

        Raises:
            WarehouseError: Something remains; says where.
        """
        with self._faults(f"removing staged rows under {self._root}/"):
            while self._keys:
                some = self._keys[:_MOST_REMOVED]
                answer = self._client.delete_objects(
                    Bucket=self._bucket,
                    Delete={"Objects": [{"Key": key} for key in some], "Quiet": True},
                )
                if answer.get("Errors"):
                    raise WarehouseError(
                        f"Staged rows remain under s3://{self._bucket}/{self._root}/; allow "
                        f"s3:DeleteObject on {self._place}/*, and remove them."
                    )
                del self._keys[:_MOST_REMOVED]

    def close(self) -> None:
        """Let go of the connections."""
        if "_client" in self.__dict__:
            self._client.close()

    @contextmanager
    def _faults(self, work: str) -> Iterator[None]:
        """Name what boto3 raised, without its text."""
        where = f"s3://{self._bucket} failed while {work}"
        try:
            yield
        except exceptions.ClientError as fault:
            error = self._answered(fault, where)
        except exceptions.BotoCoreError as fault:
            error = _unanswered(fault, where)
        else:
            return
        raise error from None

    def _answered(
        self, fault: exceptions.ClientError, where: str
    ) -> ConfigurationError | TargetUnreachableError:
        code = str(fault.response.get("Error", {}).get("Code", ""))
        status = int(fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        if status >= _SERVER_FAULT or status == _TOO_MANY_REQUESTS or code == "SlowDown":
            return TargetUnreachableError(f"{where}: S3 has no time ({code or status}).")
        remedy = _REMEDIES.get(code, f"S3 refused the request ({code or status})")
        return ConfigurationError(f"{where}: {remedy.format(place=self._place)}.")


def _unanswered(
    fault: exceptions.BotoCoreError, where: str
) -> ConfigurationError | TargetUnreachableError:
    kind = type(fault).__name__
    if isinstance(fault, _UNREACHABLE):
        return TargetUnreachableError(f"{where}: S3 does not answer ({kind}).")
    if isinstance(fault, _NO_CREDENTIALS):
        return ConfigurationError(
            f"{where}: no AWS credentials can be used ({kind}); set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role of the machine."
        )
    return ConfigurationError(f"{where}: boto3 cannot ask S3 ({kind}); check the AWS settings.")
