"""The doctor against a real server: SuiteCRM, a stranger's database, few rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from suitehouse.checkups import _source_schema
from suitehouse.checkups.source import source
from suitehouse.contracts.model import Proposal
from suitehouse.doctor import Examination, Finding
from suitehouse.errors import ConfigurationError, SourceRefusedError, SourceUnreachableError
from suitehouse.operations.clock import Clock, system_clock
from suitehouse.settings import CapturePolicy, Policy, Settings
from suitehouse.source.current_url import ReadUrl

if TYPE_CHECKING:
    from conftest import PrivateServer

pytestmark = pytest.mark.integration

TABLES = ("accounts", "contacts", "users")


def opening(url: str) -> Callable[[Settings], AbstractContextManager[ReadUrl]]:
    @contextmanager
    def open_source(_settings: Settings) -> Iterator[ReadUrl]:
        yield lambda: url

    return open_source


def examination(
    url: str, *, tables: tuple[str, ...] = TABLES, clock: Clock = system_clock
) -> Examination:
    policy = Policy(capture=CapturePolicy(tables=tables))
    return Examination(Settings(), policy, opening(url), lambda _: "env:UNUSED", clock)


def levels(findings: Iterator[Finding]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in findings:
        found.setdefault(each.subject, []).append(each.level)
    return found


def small_crm(mariadb: PrivateServer, extra: str = "") -> str:
    url = mariadb.fresh_database()
    columns = "id char(36) primary key, date_modified datetime"
    with mariadb.connect(url) as connection:
        cursor = connection.cursor()
        for table in TABLES:
            cursor.execute(f"create table {table} ({columns}{extra})")
    return url


def database_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def as_user(mariadb: PrivateServer, url: str, grants: str) -> str:
    database = database_of(url)
    with mariadb.connect(url) as connection:
        cursor = connection.cursor()
        cursor.execute(f"create or replace user reader_{database}@localhost identified by 'pw'")
        for grant in grants.split(";"):
            cursor.execute(f"grant {grant} to reader_{database}@localhost")
    return url.replace("root", f"reader_{database}:pw", 1)


def test_genuine_suitecrm_has_no_failures(genuine_url: str) -> None:
    findings = list(source(examination(genuine_url, tables=())))

    assert "fail" not in {each.level for each in findings}
    found = levels(iter(findings))
    assert found["source"] == ["ok"]
    assert found["source columns"] == ["ok"]
    # The test server's only user is its owner, who may write.
    assert found["source privileges"] == ["ok", "warn"]


@pytest.mark.parametrize("after", ["select 1", "drop table users_real"])
def test_a_view_in_place_of_a_table_is_no_missing_privilege(
    mariadb: PrivateServer, after: str
) -> None:
    url = small_crm(mariadb)
    with mariadb.connect(url) as connection:
        cursor = connection.cursor()
        cursor.execute("rename table users to users_real")
        cursor.execute("create view users as select * from users_real")
        cursor.execute(after)

    (found,) = [each for each in source(examination(url)) if each.level == "fail"]

    assert found.subject == "source tables"
    assert "'users'" in found.message
    assert "suitehouse.toml" in found.remedy


def test_a_reader_is_all_that_is_needed(mariadb: PrivateServer) -> None:
    url = small_crm(mariadb)
    database = database_of(url)
    reader = as_user(mariadb, url, f"select on {database}.*")

    assert levels(source(examination(reader)))["source privileges"] == ["ok"]


def test_a_hidden_table_is_told_from_an_absent_one_with_the_grant(mariadb: PrivateServer) -> None:
    url = small_crm(mariadb)
    database = database_of(url)
    grants = f"select on {database}.accounts; select on {database}.users"
    reader = as_user(mariadb, url, grants)

    found = list(source(examination(reader, tables=(*TABLES, "leads", "tasks"))))

    # Of a table that it may not see, the server does not say to this user whether it is there.
    (refused,) = [each for each in found if each.level == "fail"]
    assert "contacts" in refused.message
    assert f"GRANT SELECT ON `{database}`.`contacts` TO 'reader_{database}'" in refused.remedy
    assert "pw" not in str(found)


def test_modules_that_are_not_installed_are_a_warning(mariadb: PrivateServer) -> None:
    found = list(source(examination(small_crm(mariadb), tables=(*TABLES, "fp_events", "surveys"))))

    (absent,) = [each for each in found if each.subject == "source tables"]
    assert absent.level == "warn"
    assert "2 tables" in absent.message
    assert "fp_events, surveys" in absent.message


def test_another_programs_database_fails(mariadb: PrivateServer) -> None:
    found = list(source(examination(mariadb.fresh_database())))

    failures = [each for each in found if each.level == "fail"]
    assert ["accounts, contacts, users" in each.message for each in failures] == [True]


def test_no_server_and_a_wrong_password_raise_what_the_doctor_reports(
    mariadb: PrivateServer,
) -> None:
    url = small_crm(mariadb)

    with pytest.raises(SourceUnreachableError):
        list(source(examination("mysql+pymysql://root@127.0.0.1:1/crm")))
    with pytest.raises(SourceRefusedError) as caught:
        list(source(examination(url.replace("root", "nobody:secret", 1))))
    assert "secret" not in str(caught.value)


def test_columns_outside_the_contract_are_named(mariadb: PrivateServer) -> None:
    url = small_crm(mariadb, extra=", shoe_size_c int")

    found = [each for each in source(examination(url)) if each.subject == "source columns"]

    (added,) = [each for each in found if "3 added" in each.message]
    assert "accounts.shoe_size_c, contacts.shoe_size_c, users.shoe_size_c" in added.message
    assert "not landed" in added.message


def test_a_large_table_without_an_index_is_advised_one_and_none_is_made(
    mariadb: PrivateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_source_schema, "LARGE_TABLE_ROWS", 0)
    url = small_crm(mariadb)
    with mariadb.connect(url) as connection:
        connection.cursor().execute("create index i on users (date_modified)")

    first = [each for each in source(examination(url)) if each.subject == "source indexes"]
    second = [each for each in source(examination(url)) if each.subject == "source indexes"]

    assert [each.remedy for each in first] == [
        "run: CREATE INDEX `idx_accounts_date_modified` ON `accounts` (`date_modified`);",
        "run: CREATE INDEX `idx_contacts_date_modified` ON `contacts` (`date_modified`);",
    ]
    assert first == second


@pytest.mark.parametrize(
    ("zone", "says"),
    [
        ("+00:00", "the server's local time is UTC"),
        ("+02:00", "a pass reads stamps from the future too"),
        ("-05:00", "a pass starts its windows earlier"),
    ],
)
def test_local_time_that_is_not_utc_is_allowed_for(
    mariadb: PrivateServer, zone: str, says: str
) -> None:
    url = small_crm(mariadb)
    with mariadb.connect(url) as connection:
        cursor = connection.cursor()
        cursor.execute(f"set global time_zone = '{zone}'")
        try:
            found = [each for each in source(examination(url)) if each.subject == "source time"]
        finally:
            cursor.execute("set global time_zone = '+00:00'")

    assert [each.level for each in found] == ["ok", "ok"]
    assert found[1].message.endswith(says)


def test_clocks_that_disagree_are_a_warning(mariadb: PrivateServer) -> None:
    ahead = lambda: datetime.now(UTC) + timedelta(minutes=5)  # noqa: E731

    found = levels(source(examination(small_crm(mariadb), clock=ahead)))

    assert found["source time"] == ["warn", "ok"]


def test_a_table_of_the_policy_without_a_contract_is_a_configuration_error(
    mariadb: PrivateServer,
) -> None:
    with pytest.raises(ConfigurationError, match=r"'contatcs'.*'contacts'"):
        list(source(examination(small_crm(mariadb), tables=("contatcs",))))


def test_drift_is_warned_of_by_kind_with_what_to_do(mariadb: PrivateServer) -> None:
    url = small_crm(mariadb, extra=", loyalty_c varchar(9)")
    with mariadb.connect(url) as connection:
        cursor = connection.cursor()
        cursor.execute("create table abc_widgets (id char(36) primary key)")
        cursor.execute("create table tracker (id int)")  # SuiteCRM's own, left out

    found = list(source(examination(url)))

    (added,) = [each for each in found if each.message.startswith("3 added: ")]
    assert "accounts.loyalty_c, contacts.loyalty_c, users.loyalty_c; not landed" in added.message
    assert "suitehouse contracts sync" in added.remedy
    (offered,) = [each for each in found if each.subject == "source tables"]
    assert offered.message.startswith("1 table unlisted: abc_widgets; not captured")


def test_columns_that_nobody_classified_are_warned_of(mariadb: PrivateServer) -> None:
    url = small_crm(mariadb)
    looked_at = examination(url)
    accounts = looked_at.contracts["accounts"]
    name = accounts.column("name")
    proposed = Proposal(privacy_class="name", treatment="token")
    undecided = name.model_copy(update={"treatment": "drop", "proposed": proposed})
    columns = tuple(undecided if each == name else each for each in accounts.columns)
    contract = accounts.model_copy(update={"columns": columns})
    with mariadb.connect(url) as connection:
        found = list(_source_schema.schema(connection, {}, {"accounts": contract}))

    (warned,) = [each for each in found if each.level == "warn"]
    assert warned.message == "1 not classified, so not landed: accounts.name"
