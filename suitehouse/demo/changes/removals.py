"""Records going away and coming back: marked, marked without a stamp, restored, pruned."""

from __future__ import annotations

from suitehouse.demo.changes.desk import Change, Desk

# What `mark_deleted` of a contact stamps along with it: table and the column of its key.
_LINKS_OF_CONTACT = (
    ("accounts_contacts", "contact_id"),
    ("email_addr_bean_rel", "bean_id"),
    ("opportunities_contacts", "contact_id"),
)
_PRUNED = (
    ("contacts", "contacts_cstm"),
    ("leads", "leads_cstm"),
    ("opportunities", "opportunities_cstm"),
    ("calls_contacts", None),
    ("opportunities_contacts", None),
)


def delete_contact(desk: Desk, count: int) -> int:
    """Deleting a contact marks it and its links, all with the time of deletion."""
    chosen = desk.choose("select id from contacts where deleted = 0 order by id", count)
    for (contact_id,) in chosen:
        for table, column in _LINKS_OF_CONTACT:
            desk.send(
                f"update {table} set deleted = 1, date_modified = %s "  # noqa: S608
                f"where {column} = %s and deleted = 0",
                desk.now,
                contact_id,
            )
        desk.send(
            "update contacts set deleted = 1, date_modified = %s where id = %s",
            desk.now,
            contact_id,
        )
    return len(chosen)


def undelete_contact(desk: Desk, count: int) -> int:
    """Restoring a contact restores only its own row: links and addresses stay gone."""
    chosen = desk.choose("select id from contacts where deleted = 1 order by id", count)
    for (contact_id,) in chosen:
        desk.send(
            "update contacts set deleted = 0, date_modified = %s where id = %s",
            desk.now,
            contact_id,
        )
    return len(chosen)


def delete_email_unstamped(desk: Desk, count: int) -> int:
    """Deleting an e-mail sets the flag alone, on it, its text and its notes: no stamp moves."""
    chosen = desk.choose("select id from emails where deleted = 0 order by id", count)
    for (email_id,) in chosen:
        desk.send("update emails set deleted = 1 where id = %s", email_id)
        desk.send("update emails_text set deleted = 1 where email_id = %s", email_id)
        desk.send("update notes set deleted = 1 where parent_id = %s", email_id)
    return len(chosen)


def delete_account(desk: Desk, count: int) -> int:
    """Deleting an account saves its cases with an emptied key, then marks its links and itself."""
    chosen = desk.choose(
        "select id from accounts where deleted = 0 and id not in "
        "(select billing_account_id from aos_invoices where billing_account_id is not null) "
        "order by id",
        count,
    )
    for (account_id,) in chosen:
        desk.send(
            "update cases set account_id = '', date_modified = %s where account_id = %s",
            desk.now,
            account_id,
        )
        desk.send(
            "update accounts_contacts set deleted = 1, date_modified = %s where account_id = %s",
            desk.now,
            account_id,
        )
        desk.send(
            "update accounts set deleted = 1, date_modified = %s where id = %s",
            desk.now,
            account_id,
        )
    return len(chosen)


def prune_database(desk: Desk, count: int) -> int:  # noqa: ARG001 - the job takes all there are
    """The prune job removes every row that is marked, and its custom row, for good."""
    removed = 0
    for table, custom_table in _PRUNED:
        if custom_table is not None:
            removed += desk.send(
                f"delete c from {custom_table} c "
                f"join {table} t on t.id = c.id_c where t.deleted = 1"
            )
        removed += desk.send(f"delete from {table} where deleted = 1")  # noqa: S608
    return removed


CHANGES: tuple[Change, ...] = (
    undelete_contact,
    delete_contact,
    delete_email_unstamped,
    delete_account,
    prune_database,
)
