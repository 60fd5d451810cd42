"""What Snowflake refuses is said in our words: what to do, whether to try again, no value."""

from __future__ import annotations

import pytest
from snowflake.connector import errors
from snowflake.connector.vendored.requests.exceptions import ConnectionError as BrokenError

from suitehouse.errors import ConfigurationError, TargetUnreachableError, WarehouseError
from suitehouse.targets._snowflake_access import access_of
from suitehouse.targets._snowflake_faults import snowflake_faults

VALUE = "jane@example.com"
SECRET = "hunter2-hunter2-hunter2"
ACCESS = access_of(f"snowflake://loader:{SECRET}@org-name/analytics?warehouse=loading&role=writer")


def told(fault: Exception) -> Exception:
    """The fault as it is told."""
    with (
        pytest.raises((ConfigurationError, WarehouseError)) as caught,
        snowflake_faults(ACCESS, "delivering landing.things"),
    ):
        raise fault
    assert VALUE not in str(caught.value)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "snowflake://org-name/analytics failed while delivering landing.things" in str(
        caught.value
    )
    return caught.value


def refused(number: int, message: str = VALUE, state: str = "42000") -> errors.ProgrammingError:
    return errors.ProgrammingError(msg=message, errno=number, sqlstate=state, sfqid="01ab-cd")


@pytest.mark.parametrize(
    "fault",
    [
        refused(250001, state="08001"),
        refused(250002, state="08003"),
        refused(250003),
        refused(253003),
        refused(390114),
        refused(390112),
        refused(625, state="57014"),
        refused(630, state="57014"),
        refused(604, state="57014"),
        errors.InternalServerError(errno=290500),
        errors.ServiceUnavailableError(errno=290503),
        errors.BadGatewayError(errno=250001, sqlstate="08001"),
        errors.TooManyRequests(errno=290429),
        errors.OperationalError(msg=VALUE, errno=251011),
        BrokenError(VALUE),  # type: ignore[no-untyped-call]
    ],
    ids=lambda fault: f"{type(fault).__name__} {getattr(fault, 'errno', '')}",
)
def test_what_passes_is_worth_another_try(fault: Exception) -> None:
    assert isinstance(told(fault), TargetUnreachableError)


@pytest.mark.parametrize(
    ("message", "grant"),
    [
        (
            "SQL access control error:\nInsufficient privileges to operate on schema 'LANDING'",
            "GRANT OWNERSHIP ON SCHEMA LANDING TO ROLE writer COPY CURRENT GRANTS",
        ),
        (
            "Insufficient privileges to operate on database 'ANALYTICS'.",
            "GRANT USAGE, CREATE SCHEMA ON DATABASE ANALYTICS TO ROLE writer",
        ),
        (
            "Insufficient privileges to operate on table 'THINGS'",
            "GRANT OWNERSHIP ON TABLE THINGS TO ROLE writer COPY CURRENT GRANTS",
        ),
        (VALUE, "GRANT USAGE, CREATE SCHEMA ON DATABASE analytics TO ROLE writer"),
    ],
)
def test_a_missing_privilege_is_told_with_its_grant(message: str, grant: str) -> None:
    assert grant in str(told(refused(3001, message, "42501")))


@pytest.mark.parametrize(
    ("number", "message", "remedy"),
    [
        (606, VALUE, "ALTER WAREHOUSE loading SET AUTO_RESUME = TRUE; GRANT USAGE ON WAREHOUSE"),
        (90073, "Warehouse 'X' cannot be resumed because resource monitor 'Y'", "raise its quota"),
        (2043, "Object does not exist, or operation cannot be performed.", "something is not"),
        (2003, "Schema 'ANALYTICS.OPS' does not exist or not authorized.", "schema ANALYTICS.OPS"),
        (2002, VALUE, "belongs to another role"),
        (390189, VALUE, "GRANT ROLE writer TO USER loader"),
        (390100, VALUE, "the user or password was refused"),
        (390144, VALUE, "ALTER USER loader SET RSA_PUBLIC_KEY"),
        (390318, VALUE, "the token has expired"),
        (100078, VALUE, "longer than its column"),
    ],
)
def test_what_somebody_has_to_change_is_said(number: int, message: str, remedy: str) -> None:
    error = told(refused(number, message, "08001"))

    assert remedy in str(error)
    assert not isinstance(error, TargetUnreachableError)


def test_a_login_that_is_refused_for_another_reason_is_not_tried_again() -> None:
    error = told(refused(390422, state="08001"))

    assert not isinstance(error, TargetUnreachableError)
    assert "(Snowflake's error 390422, SQLSTATE 08001, query 01ab-cd); nothing was" in str(error)


@pytest.mark.parametrize(
    "fault", [errors.ForbiddenError(errno=250001), errors.HttpError(errno=290404)]
)
def test_an_account_that_is_not_there_is_named(fault: Exception) -> None:
    error = told(fault)

    assert isinstance(error, ConfigurationError)
    assert "there is no account org-name" in str(error)


def test_a_certificate_that_is_refused_is_a_matter_of_settings() -> None:
    error = told(errors.RevocationCheckError(msg=VALUE, errno=254007))

    assert isinstance(error, ConfigurationError)
    assert "certificate was refused" in str(error)


def test_what_is_not_the_drivers_passes_as_it_is() -> None:
    with (
        pytest.raises(OSError, match="the writer's disk"),
        snowflake_faults(ACCESS, "reading"),
    ):
        raise OSError("the writer's disk")
