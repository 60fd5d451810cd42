"""Each way in which the CRM's schema can change between two passes: what lands, what is noted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from captures import Capturer
from drifting_crm import ROWS, TABLES, Alter, all_equal, noted
from tiny_crm import refused

from suitehouse.errors import RemovalGuardError, SourceError

pytestmark = pytest.mark.integration


def test_a_crm_as_its_contracts_say_has_no_drift(crm: Capturer) -> None:
    report = crm.run()

    assert (noted(crm), report.drift) == ([], ())
    assert all_equal(crm)


def test_a_new_column_stays_in_the_source_and_is_noted_once(crm: Capturer, alter: Alter) -> None:
    alter("alter table accounts_cstm add loyalty_c varchar(50) default 'canary@example.com'")

    first, again = crm.run(), crm.run()

    assert noted(crm) == [("accounts_cstm", "loyalty_c", "added", True)]
    assert [change.name for change in first.drift] == ["accounts_cstm.loyalty_c"]
    assert again.drift == ()
    columns = crm.rows(
        "select column_name from duckdb_columns() where table_name = 'accounts_cstm'"
    )
    assert ("loyalty_c",) not in columns
    assert sum(load.rows_changed for load in first.loads) == 0
    assert all_equal(crm)
    assert b"canary@example.com" not in crm.path.read_bytes()


def test_studios_add_and_modify_are_one_new_column_and_its_newer_type(
    crm: Capturer, alter: Alter
) -> None:
    alter("alter table accounts_cstm add column tier_c varchar(100) null")
    crm.run()
    alter("alter table accounts_cstm modify column tier_c varchar(255) null")

    crm.run()

    assert noted(crm) == [
        ("accounts_cstm", "tier_c", "added", False),
        ("accounts_cstm", "tier_c", "added", True),
    ]
    assert all_equal(crm)


def test_a_dropped_column_lands_as_null_and_lands_again_when_it_is_back(
    crm: Capturer, alter: Alter
) -> None:
    alter("alter table contacts drop department")

    crm.run()

    assert noted(crm) == [("contacts", "department", "missing", True)]
    assert crm.rows("select count(*), count(department) from landing.contacts") == [(ROWS, 0)]
    assert all_equal(crm)

    alter("alter table contacts add department varchar(255) default 'Back' after title")
    crm.run()

    assert noted(crm) == [("contacts", "department", "missing", False)]
    assert crm.rows("select count(department) from landing.contacts") == [(ROWS,)]
    assert all_equal(crm)


def test_what_comes_goes_and_comes_again_is_noted_each_time(crm: Capturer, alter: Alter) -> None:
    for _ in range(2):
        alter("alter table contacts drop department")
        crm.run()
        alter("alter table contacts add department varchar(255) after photo")
        crm.run()

    assert noted(crm) == [("contacts", "department", "missing", False)] * 2


def test_a_renamed_column_is_told_and_not_followed(crm: Capturer, alter: Alter) -> None:
    alter("alter table contacts change department unit varchar(255)")

    (change,) = crm.run().drift

    assert (change.change, change.column, change.successor) == ("renamed", "department", "unit")
    assert "'unit'" in change.action
    assert "by hand" in change.remedy
    assert crm.rows("select count(department) from landing.contacts") == [(0,)]
    assert all_equal(crm)


def test_a_number_with_more_digits_than_landing_is_null_and_named_not_rounded(
    crm: Capturer, alter: Alter
) -> None:
    alter(
        "alter table opportunities modify amount decimal(36,8)",
        "update opportunities set amount = 1.12345678 where id = 'o1'",
    )

    crm.run()

    # DOUBLE to DECIMAL is another kind of number: landing keeps the contract's type.
    assert noted(crm) == [("opportunities", "amount", "retyped", True)]
    assert crm.rows("select amount from landing.opportunities where id = 'o1'") == [(None,)]
    assert crm.rows("select row_key, column_name, reason from ops.quarantine") == [
        ("o1", "amount", "does_not_fit")
    ]
    assert all_equal(crm)


def test_a_wider_type_is_applied_and_survives_a_narrowing(crm: Capturer, alter: Alter) -> None:
    alter(
        "alter table tasks modify date_modified datetime(6)",
        "alter table opportunities modify date_closed datetime",
        "update opportunities set date_closed = '2026-10-03 10:11:12' where id = 'o2'",
    )
    crm.run()
    alter(
        "delete from opportunities where id = 'o2'",
        "alter table opportunities modify date_closed date",
    )

    crm.run()

    assert noted(crm) == [("opportunities", "date_closed", "widened", False)]
    # The row that is gone from the source still says what it said.
    assert crm.rows(
        "select date_closed, _removed_reason from landing.opportunities where id = 'o2'"
    ) == [(datetime(2026, 10, 3, 10, 11, 12), "hard_deleted")]  # noqa: DTZ001 - as DuckDB has it
    assert all_equal(crm)


def test_wider_text_needs_no_second_reading(crm: Capturer, alter: Alter) -> None:
    alter("alter table tasks modify status text")

    report = crm.run("tasks")

    assert noted(crm) == [("tasks", "status", "widened", True)]
    assert report.loads[0].mode == "window"
    assert all_equal(crm)


def test_narrower_text_cuts_what_the_source_cut_and_nothing_else(
    crm: Capturer, alter: Alter
) -> None:
    alter(
        "insert into tasks (id, status) values ('short', 'S')",
        "set sql_mode = ''",
        "alter table tasks modify status varchar(6)",
    )

    report = crm.run("tasks")

    # Altering stamped nothing: only reading all of it again finds the values that were cut.
    assert report.loads[0].mode == "compare"
    assert noted(crm) == [("tasks", "status", "narrowed", True)]
    assert crm.rows("select distinct status from landing.tasks order by 1") == [("S",), ("Status",)]
    assert all_equal(crm)
    assert crm.run("tasks").loads[0].mode == "window"


@pytest.mark.parametrize(
    ("table", "column", "kind", "value", "landed"),
    [
        ("opportunities", "probability", "varchar(50)", "'likely'", None),
        ("opportunities", "probability", "varchar(50)", "'70'", 70.0),
        ("opportunities", "date_closed", "varchar(50)", "'next week'", None),
        ("opportunities", "date_closed", "int", "20261001", None),
        ("tasks", "status", "int", "7", "7"),
        ("tasks", "status", "date", "'2026-10-01'", "2026-10-01"),
    ],
)
def test_another_kind_of_type_lands_what_fits_and_counts_what_does_not(  # noqa: PLR0913, PLR0917
    crm: Capturer, alter: Alter, table: str, column: str, kind: str, value: str, landed: Any
) -> None:
    alter(
        f"alter table {table} drop {column}",
        f"alter table {table} add {column} {kind} default {value}",
    )

    report = crm.run(table)

    changes = [change for change in noted(crm) if change[1] == column]
    assert changes == [(table, column, "retyped", True)]
    assert crm.rows(f"select distinct {column} from landing.{table}") == [(landed,)]
    assert report.loads[0].unreadable_values == (ROWS if landed is None else 0)
    assert all_equal(crm)


def test_a_new_character_set_is_compared_and_lands_nothing_anew(
    crm: Capturer, alter: Alter
) -> None:
    alter("alter table contacts convert to character set utf8mb3 collate utf8mb3_general_ci")
    crm.run("contacts")
    alter("alter table contacts convert to character set utf8mb4 collate utf8mb4_unicode_ci")

    report = crm.run("contacts")

    recollated = [change for change in noted(crm) if change[2] == "recollated"]
    assert recollated == [("contacts", "*", "recollated", False)] * 2
    assert (report.loads[0].mode, report.loads[0].rows_changed) == ("compare", 0)
    assert all_equal(crm)


def test_another_collation_of_the_same_characters_needs_no_second_reading(
    crm: Capturer, alter: Alter
) -> None:
    alter("alter table tasks modify status varchar(100) collate utf8mb4_unicode_ci")

    report = crm.run("tasks")

    assert noted(crm) == [("tasks", "status", "recollated", False)]
    assert report.loads[0].mode == "window"


def test_characters_that_a_conversion_repairs_land_again(crm: Capturer, alter: Alter) -> None:
    alter(
        "alter table tasks modify status varchar(100) character set latin1",
        "update tasks set status = _utf8mb4'Ã©' where id = 't1'",
    )
    crm.run("tasks")
    alter(
        "alter table tasks modify status varbinary(100)",
        "alter table tasks modify status varchar(100) character set utf8mb4",
    )

    report = crm.run("tasks")

    assert report.loads[0].rows_changed == 1
    assert crm.rows("select status from landing.tasks where id = 't1'") == [("é",)]
    assert all_equal(crm)


def test_a_key_that_tells_case_apart_from_now_on_lands_only_what_is_new(
    crm: Capturer, alter: Alter
) -> None:
    alter(
        "alter table tasks modify id char(36) collate utf8mb4_bin not null",
        "insert into tasks (id, status, date_modified) values ('T1', 'S', '2020-01-01')",
    )

    report = crm.run("tasks")

    assert noted(crm) == [("tasks", "id", "key_recollated", False)]
    assert (report.loads[0].mode, report.loads[0].rows_changed) == ("compare", 1)
    assert all_equal(crm)


def test_a_lost_primary_key_is_noted_and_its_rows_still_land_once(
    crm: Capturer, alter: Alter
) -> None:
    alter(
        "alter table tasks drop primary key",
        "insert into tasks (id, status, date_modified) values ('t1', 'twice', '2026-11-25')",
    )

    report = crm.run("tasks")

    assert noted(crm) == [("tasks", "*", "key_changed", True)]
    assert crm.rows("select count(*) from landing.tasks where id = 't1'") == [(1,)]
    assert sum(load.rows_repeated for load in report.loads) <= 1


def test_a_table_without_its_key_fails_alone(crm: Capturer, alter: Alter) -> None:
    alter(
        "alter table tasks change id task_id char(36) not null",
        "insert into users (id, status, date_modified) values ('new', 'A', '2026-11-26')",
    )
    before = crm.rows("select * from landing.tasks order by id")

    with pytest.raises(SourceError, match="'tasks' has no column id"):
        crm.run()

    assert crm.rows("select * from landing.tasks order by id") == before
    assert crm.rows("select count(*) from landing.users") == [(ROWS + 1,)]
    assert {change[2] for change in noted(crm)} == {"renamed", "key_changed"}
    verdicts = {found.table: found for found in crm.verify(*TABLES)}
    assert verdicts.pop("tasks").verdict == "unknown"
    assert {found.verdict for found in verdicts.values()} == {"equal"}


def test_landing_of_another_shape_is_not_compared(crm: Capturer, alter: Alter) -> None:
    alter("alter table tasks drop priority")

    (found,) = crm.verify("tasks")

    assert found.verdict == "unknown"
    assert "suitehouse capture" in str(found.problem)


def test_a_cursor_that_is_dropped_makes_the_pass_read_the_whole_table(
    crm: Capturer, alter: Alter
) -> None:
    alter(
        "alter table tasks drop date_modified",
        "update tasks set status = 'other' where id = 't1'",
        "delete from tasks where id = 't2'",
    )

    load = crm.run("tasks").loads[0]

    assert noted(crm) == [("tasks", "date_modified", "missing", True)]
    assert (load.mode, load.rows_removed) == ("compare", 1)
    assert all_equal(crm)


def test_an_index_on_the_cursor_is_noted_when_it_comes_and_when_it_goes(
    crm: Capturer, alter: Alter
) -> None:
    alter("create index by_stamp on tasks (date_modified)")
    crm.run("tasks")
    alter("drop index by_stamp on tasks")

    report = crm.run("tasks")

    assert noted(crm) == [
        ("tasks", "date_modified", "index_added", False),
        ("tasks", "date_modified", "index_dropped", False),
    ]
    assert report.loads[0].mode == "window"


def test_a_table_that_is_gone_keeps_its_rows_and_is_compared_when_it_is_back(
    crm: Capturer, alter: Alter
) -> None:
    alter("rename table tasks to elsewhere", "alter table elsewhere add note int")

    gone = crm.run()

    assert gone.absent_tables == ("tasks",)
    assert noted(crm) == [
        ("elsewhere", "*", "table_unlisted", True),
        ("tasks", "*", "table_gone", True),
    ]
    kept = "select count(*) filter (where _removed_at is null), count(*) from landing.tasks"
    assert crm.rows(kept) == [(ROWS, ROWS)]

    alter(
        "delete from elsewhere where id = 't1'",
        "update elsewhere set status = 'changed meanwhile' where id = 't2'",
        "alter table elsewhere drop note",
        "rename table elsewhere to tasks",
    )
    back = crm.run("tasks").loads[0]

    assert not any(is_open for *_, is_open in noted(crm))
    assert (back.mode, back.rows_changed, back.rows_removed) == ("compare", 1, 1)
    assert all_equal(crm)


def test_a_table_that_is_back_empty_is_not_believed(crm: Capturer, alter: Alter) -> None:
    alter(
        *(
            f"insert into tasks (id, date_modified) values ('more{n}', '2026-11-26')"
            for n in range(10)
        )
    )
    crm.run("tasks")
    alter("rename table tasks to elsewhere")
    crm.run()
    alter("create table tasks like elsewhere")

    with refused(RemovalGuardError, crm, "landing.tasks"):
        crm.run("tasks")


def test_a_renamed_table_is_told_and_not_followed(crm: Capturer, alter: Alter) -> None:
    alter("rename table tasks to todos")

    (change,) = crm.run().drift

    assert (change.change, change.table, change.successor) == ("table_renamed", "tasks", "todos")
    assert crm.rows("select count(*) from landing.tasks where _removed_at is null") == [(ROWS,)]
    assert crm.run("users").drift == ()


def test_a_new_module_is_offered_and_never_read(crm: Capturer, alter: Alter) -> None:
    alter(
        "create table abc_widgets (id char(36) primary key, name varchar(255), date_modified "
        "datetime, deleted tinyint(1))",
        "create table tracker (id int primary key)",  # SuiteCRM's own, left out
    )

    (change,) = crm.run().drift

    assert (change.change, change.table) == ("table_unlisted", "abc_widgets")
    assert "contracts sync" in change.remedy
    assert crm.rows("select count(*) from duckdb_tables() where table_name = 'abc_widgets'") == [
        (0,)
    ]
    alter("drop table abc_widgets")
    crm.run()
    assert noted(crm) == [("abc_widgets", "*", "table_unlisted", False)]


def test_a_pass_over_some_tables_says_nothing_of_the_others(crm: Capturer, alter: Alter) -> None:
    alter("alter table tasks drop priority")
    crm.run()
    alter("alter table tasks add priority varchar(100) after description")

    crm.run("users")

    assert noted(crm) == [("tasks", "priority", "missing", True)]
    assert set(TABLES) == {table for table, *_ in crm.rows("select * from ops.watermarks")}
