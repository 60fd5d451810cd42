"""What Redshift refuses says what to grant, and quotes nothing of it."""

from __future__ import annotations

import pytest
import redshift_connector

from suitehouse.errors import SuitehouseError, TargetUnreachableError, WarehouseError
from suitehouse.targets._redshift_access import access_of
from suitehouse.targets._redshift_faults import redshift_faults

ACCESS = access_of("redshift://me@host/db?staging=s3://bucket/p&iam_role=arn:aws:iam::1:role/r")
SECRET = "of a customer"


@pytest.mark.parametrize(
    ("state", "message", "kind", "told"),
    [
        ("42501", "", WarehouseError, "GRANT CREATE, TEMPORARY ON DATABASE db TO me"),
        ("28000", "", WarehouseError, "login was refused"),
        ("57P01", "", TargetUnreachableError, "no connection"),
        ("XX000", "1023 Serializable isolation violation", TargetUnreachableError, "in the way"),
        ("XX000", "S3ServiceException:Access Denied", WarehouseError, "role arn:aws:iam::1:role/r"),
        ("22001", "", WarehouseError, "SQLSTATE 22001"),
    ],
)
def test_what_redshift_refuses_says_what_to_grant(
    state: str, message: str, kind: type[SuitehouseError], told: str
) -> None:
    fault = redshift_connector.ProgrammingError({"C": state, "M": f"{message} {SECRET}".strip()})

    with pytest.raises(kind, match=told) as caught, redshift_faults(ACCESS, "reading"):
        raise fault

    assert SECRET not in str(caught.value)
