"""Opportunities and leads."""

from __future__ import annotations

from suitehouse.demo.changes.desk import Change, Desk

_NEXT = {
    "Prospecting": ("Qualification", 20),
    "Qualification": ("Needs Analysis", 25),
    "Needs Analysis": ("Value Proposition", 30),
    "Value Proposition": ("Id. Decision Makers", 40),
    "Id. Decision Makers": ("Perception Analysis", 50),
    "Perception Analysis": ("Proposal/Price Quote", 65),
    "Proposal/Price Quote": ("Negotiation/Review", 80),
    "Negotiation/Review": ("Closed Won", 100),
}


def move_stage(desk: Desk, count: int) -> int:
    """A stage move saves the row and writes an audit row for the stage and one for its chance."""
    chosen = desk.choose(
        "select id, sales_stage, probability from opportunities where deleted = 0 "
        "and sales_stage not like 'Closed%%' order by id",
        count,
    )
    for record_id, stage, chance in chosen:
        after, after_chance = _NEXT[stage]
        desk.send(
            "update opportunities set sales_stage = %s, probability = %s, date_modified = %s "
            "where id = %s",
            after,
            after_chance,
            desk.now,
            record_id,
        )
        desk.audit("opportunities", record_id, ("sales_stage", "enum"), stage, after)
        field = ("probability", "int")
        desk.audit("opportunities", record_id, field, f"{chance:g}", str(after_chance))
    return len(chosen)


def create_opportunity(desk: Desk, count: int) -> int:
    """A new opportunity: the account link is visible before the opportunity."""
    accounts = desk.choose("select id from accounts where deleted = 0 order by id", count)
    for number, (account_id,) in enumerate(accounts):
        record = desk.new_record(
            name=f"New deal {number}",
            amount=1_000 + number,
            amount_usdollar=1_000 + number,
            currency_id="-99",
            sales_stage="Prospecting",
            probability=10,
        )
        desk.insert(
            "accounts_opportunities",
            {
                "id": desk.new_id(),
                "opportunity_id": record["id"],
                "account_id": account_id,
                "date_modified": desk.now,
                "deleted": 0,
            },
        )
        desk.insert("opportunities", record)
    return len(accounts)


def create_lead(desk: Desk, count: int) -> int:
    """A new lead from the web form."""
    for number in range(count):
        desk.insert(
            "leads",
            desk.new_record(
                first_name="Nová", last_name=f"Stopa {number}", status="New", lead_source="Web Site"
            ),
        )
    return count


def convert_lead(desk: Desk, count: int) -> int:
    """Conversion makes a contact, marks the lead without a stamp, then saves it with one.

    Every fourth stops after the unstamped statement, as a request does that dies half way.
    """
    chosen = desk.choose(
        "select id, first_name, last_name from leads where deleted = 0 and converted = 0 "
        "order by id",
        count,
    )
    for number, (lead_id, first_name, last_name) in enumerate(chosen):
        contact = desk.new_record(first_name=first_name, last_name=last_name)
        desk.insert("contacts", contact)
        desk.send(
            "update leads set converted = '1', contact_id = %s where id = %s",
            contact["id"],
            lead_id,
        )
        if number % 4 != 0:
            desk.send(
                "update leads set status = 'Converted', date_modified = %s where id = %s",
                desk.now,
                lead_id,
            )
    return len(chosen)


def hold_call(desk: Desk, count: int) -> int:
    """A planned call is held."""
    planned = "select id from calls where deleted = 0 and status = 'Planned' order by id"
    chosen = desk.choose(planned, count)
    for (call_id,) in chosen:
        desk.send(
            "update calls set status = 'Held', date_modified = %s where id = %s", desk.now, call_id
        )
    return len(chosen)


def close_case(desk: Desk, count: int) -> int:
    """A case is closed, with its audit row."""
    chosen = desk.choose(
        "select id, status from cases where deleted = 0 and state = 'Open' order by id", count
    )
    for case_id, status in chosen:
        desk.send(
            "update cases set state = 'Closed', status = 'Closed_Closed', date_modified = %s "
            "where id = %s",
            desk.now,
            case_id,
        )
        desk.audit("cases", case_id, ("status", "enum"), status, "Closed_Closed")
    return len(chosen)


CHANGES: tuple[Change, ...] = (
    move_stage,
    create_opportunity,
    create_lead,
    convert_lead,
    hold_call,
    close_case,
)
