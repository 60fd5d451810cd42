"""What BigQuery and Google's client refuse, in our words.

Google's messages can quote values; of them only its own words for reasons, and the names of
permissions, are repeated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from suitehouse.errors import ConfigurationError, TargetUnreachableError, WarehouseError
from suitehouse.targets._bigquery_access import Place
from suitehouse.targets._bigquery_dialect import short_held
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._refusals import too_few

# Worth another try: Google's words for quotas, rates and its own troubles.
_TRANSIENT: Final = {
    "backendError",
    "internalError",
    "jobBackendError",
    "jobInternalError",
    "jobRateLimitExceeded",
    "rateLimitExceeded",
    "tableUnavailable",
}
_USED_UP: Final = "quotaExceeded"
# Another transaction wrote the same table, or twenty statements wait for it already.
_BUSY: Final = re.compile(r"concurrent update|too many dml", re.IGNORECASE)
_BY_STATUS: Final = {401: "authError", 403: "accessDenied", 404: "notFound", 429: _USED_UP}
# A request that took the server too long, and whatever it says of itself.
_SERVER_FAULTS: Final = {408, *range(500, 600)}
_PERMISSION: Final = re.compile(r"bigquery\.[a-z]+\.[a-zA-Z]+")
_REMEDIES: Final = {
    "authError": "the credentials were refused; make a new key of the service account, or run "
    "`gcloud auth application-default login` again",
    "billingNotEnabled": "the project has no billing account, and without one BigQuery changes no "
    "rows; link one: gcloud billing projects link PROJECT --billing-account=…",
    "bytesBilledLimitExceeded": "a statement would read more than `maximum_bytes_billed` of the "
    "URL allows; raise it there",
    "notFound": "the project or a dataset is not there, or it is in another location than the "
    "URL's; see `gcloud projects describe PROJECT`",
    "duplicate": "a table of that name was made meanwhile; run again",
    "resourcesExceeded": "the statement needs more than one slot's memory; deliver that table "
    "whole, by `suitehouse deliver --full --tables`",
}


@contextmanager
def bigquery_faults(place_now: Callable[[], Place], work: str) -> Iterator[None]:
    """Turn errors of Google's client into ours; `work` says what was being done.

    The place is asked for after the fault: only then is it known who has signed in.

    Raises:
        ConfigurationError: The client is not installed, or there are no credentials.
        TargetUnreachableError: Worth another try.
        WarehouseError: What to grant or to change.
    """
    with needs_extra("bigquery", "bigquery"):
        import google.auth.exceptions as auth  # noqa: PLC0415 - an extra
        import requests  # noqa: PLC0415 - of the same extra
        from google.api_core import exceptions as api  # noqa: PLC0415 - an extra
    where = f"{place_now().label} failed while {work}"
    try:
        yield
    except api.GoogleAPICallError as error:
        raise _error(error, place_now(), where) from None
    except auth.DefaultCredentialsError:
        raise ConfigurationError(
            f"{where}: there are no credentials. Set `credentials` of the URL to a secret "
            "reference to a service account's JSON, or run "
            "`gcloud auth application-default login`."
        ) from None
    except (
        api.RetryError,
        auth.TransportError,
        requests.RequestException,
        TimeoutError,
    ) as error:
        cause = getattr(error, "cause", None)
        if isinstance(cause, api.GoogleAPICallError):
            raise _error(cause, place_now(), where) from None
        kind = type(cause or error).__name__
        raise TargetUnreachableError(f"{where}: no connection, or it broke ({kind}).") from None
    except auth.GoogleAuthError as error:
        if error.retryable:
            raise TargetUnreachableError(f"{where}: Google's sign-in did not answer.") from None
        raise WarehouseError(f"{where}: {_REMEDIES['authError']}.") from None


def _error(error: Any, place: Place, where: str) -> WarehouseError:
    code = int(error.code or 0)
    message = str(error.message)
    given = [each.get("reason", "") for each in error.errors if isinstance(each, dict)]
    reason = given[0] if given else _BY_STATUS.get(code, "")
    short = short_held(message)
    if short is not None:
        return too_few(place.label, *short)
    if reason == _USED_UP:
        return TargetUnreachableError(
            f"{where}: a quota of the project is used up ({reason}). What is missing comes by the "
            "next delivery; the console's page of quotas says which one it is and raises it."
        )
    if reason in _TRANSIENT or code in _SERVER_FAULTS or _BUSY.search(message):
        return TargetUnreachableError(f"{where}: BigQuery was busy ({reason or code or 'busy'}).")
    remedy = _grant(message, place) if reason == "accessDenied" else _REMEDIES.get(reason)
    if remedy is None:
        told = f"{reason or code or 'unknown'}{_job(error)}"
        return WarehouseError(f"{where} ({told}); nothing was changed.")
    return WarehouseError(f"{where}: {remedy.replace('PROJECT', place.project)}.")


def _job(error: Any) -> str:
    """Name the job, whose page in BigQuery shows what of the statement was refused."""
    job = getattr(error, "query_job", None)
    return f", job {job.project}:{job.location}.{job.job_id}" if job is not None else ""


def _grant(message: str, place: Place) -> str:
    """Say which role gives the permission that BigQuery misses."""
    found = _PERMISSION.search(message)
    permission = found[0] if found else "a permission"
    on_project = f"gcloud projects add-iam-policy-binding {place.project} --member={place.member}"
    if permission.startswith("bigquery.jobs."):
        return f"{permission} is missing; grant it: {on_project} --role=roles/bigquery.jobUser"
    if permission == "bigquery.datasets.create":
        names = ", ".join(place.dataset(s) for s in ("landing", "history", "ops", "marts"))
        return (
            f"{permission} is missing; make the datasets {names}, recon and staging likewise, by "
            f"`bq mk --location={place.location} --dataset {place.project}:NAME`, or grant it: "
            f"{on_project} --role=roles/bigquery.user"
        )
    return (
        f"{permission} is missing; grant it on each of our datasets: bq query "
        "--use_legacy_sql=false 'GRANT `roles/bigquery.dataEditor` ON SCHEMA "
        f'`{place.project}`.{place.dataset("landing")} TO "{place.member}"\'; or on all of the '
        f"project's: {on_project} --role=roles/bigquery.dataEditor"
    )
