"""Cases with their updates, bugs, projects with tasks, documents with revisions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from suitehouse.demo.areas.people import ACCOUNT_SKEW
from suitehouse.demo.draw import joined
from suitehouse.demo.population import Population, Rows, choose
from suitehouse.demo.words import vocabulary


def service(company: Population) -> Iterator[Rows]:
    """Yield the service, project and document tables."""
    yield from _cases(company)
    yield _bugs(company)
    yield from _projects(company)
    yield from _documents(company)


def _cases(company: Population) -> Iterator[Rows]:
    draw, count = company.draw, company.share(0.1, least=50)
    accounts = company["accounts"]["id"]
    status = company.enumeration("cases", "status", count)
    rows = company.record(
        count,
        name=draw.pick(vocabulary().topics, count),
        description=draw.pick(vocabulary().sentences, count),
        case_number=pl.Series(range(1, count + 1)),
        type=company.enumeration("cases", "type", count),
        status=status,
        state=choose(status.str.starts_with("Closed"), "Closed", "Open"),
        priority=company.enumeration("cases", "priority", count),
        resolution=draw.pick(vocabulary().sentences, count),
        account_id=accounts.gather(draw.index(count, len(accounts), skew=ACCOUNT_SKEW)),
        contact_created_by_id=draw.pick(company["contacts"]["id"], count),
    )
    company.frames["cases"] = rows.select("id", "deleted", "date_modified")
    yield "cases", rows
    yield "aop_case_updates", _updates(company, rows)
    links = company.link(
        rows["date_modified"],
        contact_id=rows["contact_created_by_id"],
        case_id=rows["id"],
        contact_role="Primary Contact",
    )
    yield "contacts_cases", links


def _updates(company: Population, cases: pl.DataFrame) -> pl.DataFrame:
    draw, count = company.draw, cases.height
    return company.record(
        count,
        name=draw.pick(vocabulary().sentences, count).fill_null("Update").str.slice(0, 60),
        description=draw.pick(vocabulary().sentences, count),
        case_id=cases["id"],
        contact_id=draw.sparse(cases["contact_created_by_id"], 0.5, other=""),
        internal=draw.flags(count, 0.3),
    )


def _bugs(company: Population) -> Rows:
    draw, count = company.draw, company.share(0.01, least=30)
    rows = company.record(
        count,
        name=draw.pick(vocabulary().topics, count),
        description=draw.pick(vocabulary().sentences, count),
        bug_number=pl.Series(range(1, count + 1)),
        type=draw.pick(("Defect", "Feature"), count),
        status=company.enumeration("bugs", "status", count),
        priority=company.enumeration("bugs", "priority", count),
        resolution=draw.pick(("", "Fixed", "Later", None), count),
        source=draw.pick(("Internal", "Web", ""), count),
    )
    company.frames["bugs"] = rows.select("id")
    return "bugs", rows


def _projects(company: Population) -> Iterator[Rows]:
    draw, count = company.draw, company.share(0.004, least=20)
    start = draw.stamps(count)
    rows = company.record(
        count,
        entered=start,
        name=joined(draw.pick(vocabulary().services, count), " ", pl.Series(range(count))),
        description=draw.pick(vocabulary().sentences, count),
        estimated_start_date=start.dt.strftime("%Y-%m-%d"),
        estimated_end_date=(start + timedelta(days=60)).dt.strftime("%Y-%m-%d"),
        status=draw.pick(("Draft", "In Review", "Underway", "On_Hold", "Completed"), count),
        priority=draw.pick(("high", "medium", "low"), count),
    )
    company.frames["project"] = rows.select("id")
    yield "project", rows
    yield "project_task", _project_tasks(company, rows, count * 5)


def _project_tasks(company: Population, projects: pl.DataFrame, count: int) -> pl.DataFrame:
    draw = company.draw
    project = projects[draw.index(count, projects.height)]
    return company.record(
        count,
        name=draw.pick(vocabulary().topics, count),
        project_id=project["id"],
        project_task_id=pl.Series(range(1, count + 1)),
        description=draw.pick(vocabulary().sentences, count),
        status=draw.pick(("Not Started", "In Progress", "Completed"), count),
        date_start=project["estimated_start_date"],
        date_finish=project["estimated_end_date"],
        duration=draw.integers(count, 1, 20),
        duration_unit="Days",
        percent_complete=draw.pick((0, 25, 50, 100), count),
        priority=draw.pick(("High", "Medium", "Low"), count),
        milestone_flag=0,
    )


def _documents(company: Population) -> Iterator[Rows]:
    draw, count = company.draw, company.share(0.02, least=30)
    revision_ids = draw.ids(count)
    rows = company.record(
        count,
        document_name=joined(draw.pick(vocabulary().topics, count), ".pdf"),
        doc_type="Sugar",
        active_date=draw.stamps(count).dt.strftime("%Y-%m-%d"),
        category_id=draw.pick(("Marketing", "Sales", ""), count),
        status_id=draw.pick(("Active", "Draft", "Expired"), count),
        document_revision_id=revision_ids,
    )
    company.frames["documents"] = rows.select("id")
    yield "documents", rows
    revisions = company.record(
        count,
        document_id=rows["id"],
        filename=rows["document_name"],
        file_ext="pdf",
        file_mime_type="application/pdf",
        revision="1",
        change_log="Document created",
    )
    revisions = revisions.with_columns(revision_ids.alias("id"))
    yield "document_revisions", revisions.drop("modified_user_id", "assigned_user_id")
    for table, column in (("accounts", "account_id"), ("contacts", "contact_id")):
        others = draw.pick(company[table]["id"], count)
        links = company.link(rows["date_modified"], document_id=rows["id"], **{column: others})
        yield f"documents_{table}", links
