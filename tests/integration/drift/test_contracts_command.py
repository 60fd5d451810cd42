"""`suitehouse contracts diff` and `sync` against a live server."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from captures import Capturer
from click.testing import Result
from drifting_crm import ROWS, Alter, all_equal
from typer.testing import CliRunner

from pipelines import commands
from pipelines.cli import build_app
from suitehouse.contracts import model, staging
from suitehouse.contracts.model import CONTRACT_FOLDER, load_contracts
from suitehouse.contracts.staging import PROJECT_FOLDER, staging_files

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("source", "folder")]

NEW_MODULE = (
    "create table abc_widgets (id char(36) primary key, name varchar(255), date_entered datetime, "
    "date_modified datetime, deleted tinyint(1) default 0)",
    "create table abc_widgets_cstm (id_c char(36) primary key, e_mail_c varchar(255))",
    "insert into abc_widgets values ('w1', 'canary@example.com', null, '2026-11-25', 0)",
    "insert into abc_widgets_cstm values ('w1', 'canary@example.com')",
)


def suitehouse(*words: str) -> Result:
    return CliRunner().invoke(build_app(commands), ["contracts", *words], catch_exceptions=False)


@pytest.fixture
def source(crm: Capturer, monkeypatch: pytest.MonkeyPatch, isolated_home: Path) -> Capturer:
    """The CRM as the configured source; its warehouse is the home's."""
    monkeypatch.setenv("SUITEHOUSE_SOURCE_URL", crm.url)
    isolated_home.mkdir()
    shutil.copy(crm.path, isolated_home / "warehouse.duckdb")
    tables = ", ".join(f'"{table}"' for table in crm.policy.tables)
    Path("suitehouse.toml").write_text(f"[capture]\ntables = [{tables}]\n")
    return crm


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copies of the shipped contracts and of the generated models, in place of them."""
    contracts, project = tmp_path / "suitecrm", tmp_path / "warehouse_models"
    shutil.copytree(CONTRACT_FOLDER, contracts)
    staging.write_files(staging_files(load_contracts()), project)
    monkeypatch.setattr(model, "CONTRACT_FOLDER", contracts)
    monkeypatch.setattr(staging, "PROJECT_FOLDER", project)
    return contracts


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.*"))
        if path.is_file()
    }


def test_diff_says_by_kind_what_differs_what_is_done_and_what_to_do(alter: Alter) -> None:
    alter(
        "alter table accounts_cstm add one_c int, add two_c int",
        "alter table tasks modify status text",
        *NEW_MODULE,
    )

    done = suitehouse("diff")

    assert done.exit_code == 1
    assert (
        "added (2): not landed until it is classified in the contract\n"
        "  accounts_cstm.one_c  int(11)\n"
        "  accounts_cstm.two_c  int(11)\n"
        "  -> run: suitehouse contracts sync --apply"
    ) in done.output
    assert "  tasks.status  varchar(100) -> text\n" in done.output
    assert "table unlisted (2): not captured: no contract lists it\n  abc_widgets\n" in done.output
    assert done.output.endswith("5 differences: 6 contracts held against the live schema\n")


def test_diff_as_json_says_the_same(alter: Alter) -> None:
    alter("alter table contacts change department unit varchar(255)", "drop table tasks")

    done = suitehouse("diff", "--json")

    found = json.loads(done.output)
    assert (done.exit_code, found["drift"]) == (1, True)
    assert [(each["table"], each["change"], each["successor"]) for each in found["changes"]] == [
        ("contacts", "renamed", "unit"),
        ("tasks", "table_gone", None),
    ]
    assert all(each["action"] and each["remedy"] for each in found["changes"])


def test_a_table_that_never_landed_is_no_drift(alter: Alter, isolated_home: Path) -> None:
    alter("drop table tasks")
    (isolated_home / "warehouse.duckdb").unlink()

    done = suitehouse("diff")

    assert done.exit_code == 0
    assert "not in the source, never landed: tasks\n" in done.output


def test_sync_is_a_dry_run_that_writes_nothing(alter: Alter, folder: Path) -> None:
    alter("alter table accounts_cstm add e_mail_c varchar(255)")
    before = files(folder)

    done = suitehouse("sync")

    assert done.exit_code == 0
    assert (
        "+  e_mail_c: {type: varchar(255), treatment: drop, reason: not classified yet, "
        "proposed: {class: email, treatment: domain, confidence: likely}, description: E mail}\n"
    ) in done.output
    assert "Add --apply" in done.output
    assert files(folder) == before


def test_sync_writes_what_a_second_one_has_nothing_to_add_to(alter: Alter, folder: Path) -> None:
    alter(
        "alter table contacts change department unit varchar(255), modify title text, drop photo, "
        "add hobby_c varchar(50) after last_name",
        "alter table tasks modify status varchar(50)",
        *NEW_MODULE,
    )
    before = files(folder)

    done = suitehouse("sync", "--apply")
    written = files(folder)
    again = suitehouse("sync", "--apply")

    assert "wrote 4 contracts" in done.output
    assert again.output == "nothing to do\n"
    assert files(folder) == written
    old, new = before["contacts.yml"].splitlines(), written["contacts.yml"].splitlines()
    assert len([line for line in old if line not in new]) == 3  # title, photo, department
    assert {line.split(":")[0].strip() for line in new if line not in old} == {
        *("title", "photo", "department"),  # altered in place
        *("unit", "hobby_c"),
    }
    assert {name for name in written if written[name] != before.get(name)} == {
        "abc_widgets.yml",
        "abc_widgets_cstm.yml",
        "contacts.yml",
        "tasks.yml",
    }


def test_the_staging_models_follow(alter: Alter, folder: Path) -> None:
    alter(*NEW_MODULE)

    suitehouse("sync", "--apply")

    contracts = load_contracts(folder)
    on_disk = {
        path.relative_to(staging.PROJECT_FOLDER).as_posix(): path.read_text(encoding="utf-8")
        for path in staging.generated_paths(staging.PROJECT_FOLDER)
    }
    assert on_disk == staging_files(contracts)
    assert "models/staging/suitecrm/stg_suitecrm__abc_widgets.sql" in on_disk
    assert PROJECT_FOLDER != staging.PROJECT_FOLDER


def test_what_is_written_captures_and_lets_nothing_unclassified_out(
    source: Capturer, alter: Alter, folder: Path
) -> None:
    alter("alter table accounts_cstm add e_mail_c varchar(255) default 'canary@example.com'")
    alter(*NEW_MODULE)
    suitehouse("sync", "--apply")
    contracts = dict(load_contracts(folder))
    tables = (*source.policy.tables, "abc_widgets", "abc_widgets_cstm")
    after = replace(
        source,
        contracts=contracts,
        policy=source.policy.model_copy(update={"tables": tables}),
    )

    report = after.run()

    assert not [load for load in report.loads if load.absent]
    assert after.rows("select id, deleted from landing.abc_widgets") == [("w1", False)]
    assert after.rows("select id_c from landing.abc_widgets_cstm") == [("w1",)]
    assert after.rows("select count(*) from ops.schema_changes where ended_at is null") == [(0,)]
    assert b"canary@example.com" not in after.path.read_bytes()
    assert {found.verdict for found in after.verify(*tables)} == {"equal"}


def test_a_column_that_a_person_classified_lands_for_every_row(
    source: Capturer, alter: Alter, folder: Path
) -> None:
    alter("alter table accounts_cstm add tier_c varchar(50) default 'gold'")
    suitehouse("sync", "--apply")
    path = folder / "accounts_cstm.yml"
    undecided = (
        "treatment: drop, reason: not classified yet, "
        "proposed: {class: free_text, treatment: drop, confidence: guess}"
    )
    assert undecided in path.read_text()
    path.write_text(path.read_text().replace(undecided, "treatment: keep"))
    load_contracts.cache_clear()
    after = replace(source, contracts=dict(load_contracts(folder)))

    after.run()

    assert after.rows("select tier_c, count(*) from landing.accounts_cstm group by 1") == [
        ("gold", ROWS)
    ]
    assert all_equal(after)


def test_a_column_that_is_gone_and_back_is_marked_and_unmarked(alter: Alter, folder: Path) -> None:
    before = files(folder)
    alter("alter table contacts drop department")
    suitehouse("sync", "--apply")
    gone = files(folder)["contacts.yml"]
    still = suitehouse("diff")
    alter("alter table contacts add department varchar(255) after photo")
    returned = suitehouse("diff")

    suitehouse("sync", "--apply")

    assert "department: {type: varchar(255), gone: true," in gone
    assert (still.exit_code, returned.exit_code) == (0, 1)
    assert "returned (1)" in returned.output
    assert files(folder) == before


def test_only_the_named_tables_are_brought_up_to_date(alter: Alter, folder: Path) -> None:
    before = files(folder)
    alter("alter table contacts add x_c int", "alter table tasks add y_c int", *NEW_MODULE)

    suitehouse("sync", "--apply", "--tables", "tasks,abc_widgets")

    after = files(folder)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"tasks.yml", "abc_widgets.yml"}


def test_what_needs_a_judgement_is_left_to_people(alter: Alter, folder: Path) -> None:
    before = files(folder)
    alter(
        "alter table opportunities modify probability varchar(50)",
        "alter table tasks drop primary key",
        "rename table users to people",
        "create table users like people",
        "alter table users add z_c int",
        "create table keyless (a int)",
    )

    done = suitehouse("sync", "--apply", "--tables", "opportunities,tasks,keyless")

    assert "left to you: opportunities.probability double -> varchar(50)" in done.output
    assert "left to you: tasks id -> none" in done.output
    assert "left to you: keyless is not captured: it has no key" in done.output
    assert done.output.endswith("nothing to do\n")
    assert files(folder) == before


def test_an_unknown_table_is_misuse() -> None:
    result = CliRunner().invoke(build_app(commands), ["contracts", "sync", "--tables", "taskz"])

    assert "taskz" in str(result.exception)


def test_a_folder_that_cannot_be_written_is_said(alter: Alter, folder: Path) -> None:
    alter("alter table tasks add y_c int")
    (folder / "tasks.yml.new").mkdir()

    result = CliRunner().invoke(build_app(commands), ["contracts", "sync", "--apply"])

    assert "tasks.yml cannot be written" in str(result.exception)


ODD_NAMES = ("../evil", "a/b", "two\nlines: x", "{{ x }}", "..", ".hidden", "\x1b[31mred", "größe")


def test_a_table_whose_name_is_not_plain_becomes_no_file(alter: Alter, tmp_path: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    columns = "(id char(36) primary key, deleted tinyint(1))"
    alter(*(f"create table `{name}` {columns}" for name in ODD_NAMES), *NEW_MODULE)
    alter("create table odd_key (`{{ x }}` char(36) primary key)")

    differences = suitehouse("diff")
    done = suitehouse("sync", "--apply")

    assert 'left to you: "../evil" is not captured: its name is not of letters' in done.output
    assert 'left to you: "two\\nlines: x" is not captured' in done.output
    assert 'left to you: odd_key is not captured: column "{{ x }}" of its key' in done.output
    assert "\x1b" not in done.output + differences.output
    assert '"{{ x }}"' in differences.output
    assert "wrote 2 contracts" in done.output
    made = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert {path.stem for path in made} == {
        *("abc_widgets", "abc_widgets_cstm"),
        *("stg_suitecrm__abc_widgets", "stg_suitecrm__abc_widgets_cstm"),
    }
    assert suitehouse("sync", "--apply").output.endswith("nothing to do\n")


def test_tables_that_case_alone_tells_apart_are_said_to_be_so(alter: Alter, folder: Path) -> None:
    before = files(folder)
    alter(
        "create table Twin (id char(36) primary key, name varchar(9))",
        "create table twin (id char(36) primary key, name varchar(9))",
        "create table Accounts (id char(36) primary key, other varchar(9))",
    )

    done = suitehouse("sync", "--apply")

    assert "left to you: Twin is not captured: the warehouse takes it and twin" in done.output
    assert "left to you: twin is not captured: the warehouse takes it and Twin" in done.output
    assert "Accounts is not captured: the warehouse takes it and accounts" in done.output
    assert "no key" not in done.output
    assert files(folder) == before


@pytest.mark.parametrize("culprit", ["contract", "model"])
def test_a_plan_that_fails_half_way_leaves_every_file_as_it_was(
    alter: Alter, folder: Path, culprit: str
) -> None:
    project = staging.PROJECT_FOLDER
    alter("alter table accounts_cstm add e_mail_c int", *NEW_MODULE)
    late = {
        "contract": folder / "tasks.yml.new",
        "model": project / "models/staging/suitecrm/stg_suitecrm__abc_widgets_cstm.yml",
    }[culprit]
    alter("alter table tasks add y_c int")
    late.mkdir()
    before = files(folder), files(project)

    result = CliRunner().invoke(build_app(commands), ["contracts", "sync", "--apply"])

    assert late.name.removesuffix(".new") in str(result.exception)
    assert "cannot be written" in str(result.exception)
    assert (files(folder), files(project)) == before
    late.rmdir()
    assert "wrote 4 contracts" in suitehouse("sync", "--apply").output


def test_a_column_called_as_the_warehouses_own_stays_in_the_crm(
    source: Capturer, alter: Alter, folder: Path
) -> None:
    alter("alter table tasks add _Run_id int, add rowid int")
    alter("create table odd (id char(36) primary key, _state int, name varchar(9))")
    alter("create table stuck (rowid int primary key, name varchar(9))")

    done = suitehouse("sync", "--apply")

    for column in ("tasks._Run_id", "tasks.rowid", "odd._state"):
        assert f"warning: {column} is called as a column of the warehouse's own" in done.output
    assert "stuck is not captured: column rowid of its key is called as one of" in done.output
    assert "_state: {type: int(11), treatment: drop, reason: " in (folder / "odd.yml").read_text()
    contracts = dict(load_contracts(folder))
    tables = (*source.policy.tables, "odd")
    policy = source.policy.model_copy(update={"tables": tables})
    after = replace(source, contracts=contracts, policy=policy)
    after.run()
    assert {found.verdict for found in after.verify(*tables)} == {"equal"}
    assert suitehouse("sync").output.endswith("nothing to do\n")
