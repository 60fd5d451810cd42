"""Relationships, e-mail links and target lists: their rows change, their records' stamps do not."""

from __future__ import annotations

from suitehouse.demo.changes.desk import Change, Desk


def add_opportunity_contact(desk: Desk, count: int) -> int:
    """A new link is a new row; neither record's stamp moves."""
    contacts = desk.choose("select id from contacts where deleted = 0 order by id", count)
    opportunities = desk.choose("select id from opportunities where deleted = 0 order by id", count)
    for (contact_id,), (opportunity_id,) in zip(contacts, opportunities, strict=False):
        desk.insert(
            "opportunities_contacts",
            {
                "id": desk.new_id(),
                "contact_id": contact_id,
                "opportunity_id": opportunity_id,
                "contact_role": "",
                "date_modified": desk.now,
                "deleted": 0,
            },
        )
    return min(len(contacts), len(opportunities))


def remove_opportunity_contact(desk: Desk, count: int) -> int:
    """Removing a link marks its row and stamps it; neither record's stamp moves."""
    chosen = desk.choose(
        "select id from opportunities_contacts where deleted = 0 order by id", count
    )
    for (link_id,) in chosen:
        desk.send(
            "update opportunities_contacts set deleted = 1, date_modified = %s where id = %s",
            desk.now,
            link_id,
        )
    return len(chosen)


def relink_account(desk: Desk, count: int) -> int:
    """Removing and re-adding an account makes a new row; the old one stays, marked deleted."""
    chosen = desk.choose(
        "select id, contact_id, account_id from accounts_contacts where deleted = 0 order by id",
        count,
    )
    for link_id, contact_id, account_id in chosen:
        desk.send(
            "update accounts_contacts set deleted = 1, date_modified = %s where id = %s",
            desk.now,
            link_id,
        )
        desk.insert(
            "accounts_contacts",
            {
                "id": desk.new_id(),
                "contact_id": contact_id,
                "account_id": account_id,
                "date_modified": desk.now,
                "deleted": 0,
            },
        )
    return len(chosen)


def switch_primary_address(desk: Desk, count: int) -> int:
    """The former primary address loses its flag without a stamp; the contact's stamp stays too."""
    links = desk.choose(
        "select id, bean_id from email_addr_bean_rel where bean_module = 'Contacts' "
        "and primary_address = 1 and deleted = 0 order by id",
        count,
    )
    addresses = desk.choose(
        "select id from email_addresses where email_address like 'info@%%' order by id", count
    )
    for (link_id, bean_id), (address_id,) in zip(links, addresses, strict=False):
        desk.send("update email_addr_bean_rel set primary_address = 0 where id = %s", link_id)
        desk.insert(
            "email_addr_bean_rel",
            {
                "id": desk.new_id(),
                "email_address_id": address_id,
                "bean_id": bean_id,
                "bean_module": "Contacts",
                "primary_address": 1,
                "date_created": desk.now,
                "date_modified": desk.now,
                "deleted": 0,
            },
        )
    return min(len(links), len(addresses))


def drop_address(desk: Desk, count: int) -> int:
    """Dropping an address marks its link deleted and leaves the link's stamp as it was."""
    chosen = desk.choose(
        "select id from email_addr_bean_rel where deleted = 0 and primary_address = 0 order by id",
        count,
    )
    for (link_id,) in chosen:
        desk.send("update email_addr_bean_rel set deleted = 1 where id = %s", link_id)
    return len(chosen)


def opt_out_by_campaign(desk: Desk, count: int) -> int:
    """The unsubscribe page sets the flag on the address, for all who share it, without a stamp."""
    chosen = desk.choose("select id from email_addresses where opt_out = 0 order by id", count)
    for (address_id,) in chosen:
        desk.send("update email_addresses set opt_out = 1 where id = %s", address_id)
    return len(chosen)


def withdraw_invitation(desk: Desk, count: int) -> int:
    """Taking somebody off a call marks the invitation deleted without a stamp."""
    chosen = desk.choose("select id from calls_contacts where deleted = 0 order by id", count)
    for (link_id,) in chosen:
        desk.send("update calls_contacts set deleted = 1 where id = %s", link_id)
    return len(chosen)


def empty_target_list(desk: Desk, count: int) -> int:
    """Deleting a target list stamps its members with the database's local time: an hour ahead."""
    lists = desk.choose("select id from prospect_lists where deleted = 0 order by id", 1)
    desk.send("set time_zone = '+01:00'")
    try:
        return sum(
            desk.send(
                "update prospect_lists_prospects set deleted = 1, date_modified = now() "
                "where prospect_list_id = %s and deleted = 0 order by id limit %s",
                list_id,
                count,
            )
            for (list_id,) in lists
        )
    finally:
        desk.send("set time_zone = '+00:00'")


CHANGES: tuple[Change, ...] = (
    add_opportunity_contact,
    remove_opportunity_contact,
    relink_account,
    switch_primary_address,
    drop_address,
    opt_out_by_campaign,
    withdraw_invitation,
    empty_target_list,
)
