"""Saving contacts: every save moves stamps, its own and that of the link to the account."""

from __future__ import annotations

from suitehouse.demo.changes.desk import Change, Desk

_LIVE = "select id from contacts where deleted = 0 order by id"
_NEVER_RESAVED = (
    "select id from contacts where deleted = 0 and campaign_id is null "
    "and id not in (select id_c from contacts_cstm) order by id"
)
_BUMP_LINK = "update accounts_contacts set date_modified = %s where contact_id = %s and deleted = 0"
_LATE_SECONDS = (4, 90, 400)
_LONG_JOB_SECONDS = 5_400


def save_contact_unchanged(desk: Desk, count: int) -> int:
    """A save with nothing changed moves the contact's stamp and that of its account link."""
    chosen = desk.choose(_LIVE, count)
    for (contact_id,) in chosen:
        desk.send(_BUMP_LINK, desk.now, contact_id)
        desk.send("update contacts set date_modified = %s where id = %s", desk.now, contact_id)
    return len(chosen)


def resave_contact_first_time(desk: Desk, count: int) -> int:
    """The first re-save turns NULL into '' or 0 and makes an all-empty custom row."""
    chosen = desk.choose(_NEVER_RESAVED, count)
    for (contact_id,) in chosen:
        desk.send(_BUMP_LINK, desk.now, contact_id)
        desk.insert("contacts_cstm", {"id_c": contact_id})
        desk.send(
            "update contacts set reports_to_id = coalesce(reports_to_id, ''), campaign_id = '', "
            "portal_account_disabled = coalesce(portal_account_disabled, 0), date_modified = %s "
            "where id = %s",
            desk.now,
            contact_id,
        )
    return len(chosen)


def edit_contact(desk: Desk, count: int) -> int:
    """An edit of an audited field saves the row, then writes its audit row."""
    chosen = desk.choose("select id, phone_work from contacts where deleted = 0 order by id", count)
    for number, (contact_id, before) in enumerate(chosen):
        after = f"+44 7700 900{100 + number % 900}"
        desk.send(_BUMP_LINK, desk.now, contact_id)
        desk.send(
            "update contacts set phone_work = %s, date_modified = %s, modified_user_id = %s "
            "where id = %s",
            after,
            desk.now,
            "seed_max_id",
            contact_id,
        )
        desk.audit("contacts", contact_id, ("phone_work", "phone"), before, after)
    return len(chosen)


def create_contact(desk: Desk, count: int) -> int:
    """A new contact: address, its link, account link and custom row come before the contact."""
    accounts = desk.choose("select id from accounts where deleted = 0 order by id", count)
    for number, (account_id,) in enumerate(accounts):
        contact = desk.new_record(
            first_name="Nová",
            last_name=f"Žena {number}",
            phone_work="020 7946 0958",
            campaign_id="",
        )
        _give_address(desk, contact["id"], f"nova.zena{contact['id'][:8]}@mail.example")
        desk.insert(
            "accounts_contacts",
            {
                "id": desk.new_id(),
                "contact_id": contact["id"],
                "account_id": account_id,
                "date_modified": desk.now,
                "deleted": 0,
            },
        )
        desk.insert("contacts_cstm", {"id_c": contact["id"]})
        desk.insert("contacts", contact)
    return len(accounts)


def _give_address(desk: Desk, contact_id: str, address: str) -> None:
    stamps = {"date_created": desk.now, "date_modified": desk.now, "deleted": 0}
    address_id = desk.new_id()
    desk.insert(
        "email_addresses",
        {
            "id": address_id,
            "email_address": address,
            "email_address_caps": address.upper(),
            **stamps,
        },
    )
    desk.insert(
        "email_addr_bean_rel",
        {
            "id": desk.new_id(),
            "email_address_id": address_id,
            "bean_id": contact_id,
            "bean_module": "Contacts",
            "primary_address": 1,
            **stamps,
        },
    )


def commit_contact_late(desk: Desk, count: int) -> int:
    """PHP freezes its clock at the start of a request, so slow ones commit stamps of the past."""
    chosen = desk.choose(_LIVE, count)
    for number, (contact_id,) in enumerate(chosen):
        stamp = desk.earlier(seconds=_LATE_SECONDS[number % len(_LATE_SECONDS)])
        desk.send(
            "update contacts set department = %s, date_modified = %s where id = %s",
            f"Late {number}",
            stamp,
            contact_id,
        )
    return len(chosen)


def import_contact_late(desk: Desk, count: int) -> int:
    """A long import commits rows whose stamps are older than any usual overlap."""
    names = [
        desk.new_record(first_name="Importé", last_name=f"Tardif {number}")
        for number in range(count)
    ]
    stamp = desk.earlier(seconds=_LONG_JOB_SECONDS)
    for contact in names:
        desk.insert("contacts", {**contact, "date_entered": stamp, "date_modified": stamp})
    return len(names)


def backdate_contact(desk: Desk, count: int) -> int:
    """A save that must not move the stamp sets it back: the bean holds it without its seconds."""
    chosen = desk.choose(_LIVE, count)
    for number, (contact_id,) in enumerate(chosen):
        desk.send(
            "update contacts set title = %s, "
            "date_modified = date_modified - interval second(date_modified) second where id = %s",
            f"Backdated {number}",
            contact_id,
        )
    return len(chosen)


def geocode_account(desk: Desk, count: int) -> int:
    """The map module writes the custom table directly: no stamp anywhere moves."""
    chosen = desk.choose("select id_c from accounts_cstm order by id_c", count)
    for (account_id,) in chosen:
        desk.send(
            "update accounts_cstm set jjwg_maps_lat_c = 48.13743, jjwg_maps_lng_c = 11.57549, "
            "jjwg_maps_geocode_status_c = 'OK' where id_c = %s",
            account_id,
        )
    return len(chosen)


CHANGES: tuple[Change, ...] = (
    save_contact_unchanged,
    resave_contact_first_time,
    edit_contact,
    create_contact,
    commit_contact_late,
    import_contact_late,
    backdate_contact,
    geocode_account,
)
