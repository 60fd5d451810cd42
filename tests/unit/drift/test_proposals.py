"""What a name and the look of the values say together, and how surely."""

from __future__ import annotations

import pytest

from suitehouse.drift.proposals import proposal
from suitehouse.drift.shapes import Look, Shape


@pytest.mark.parametrize(
    ("name", "look", "expected"),
    [
        ("contact_email_c", "email", ("email", "domain", "sure")),
        ("contact_email_c", None, ("email", "domain", "likely")),
        ("whatever_c", "email", ("email", "domain", "likely")),
        ("whatever_c", "phone", ("phone", "token", "likely")),
        ("whatever_c", "iban", ("credential", "drop", "likely")),
        ("whatever_c", "key", ("identifier", "keep", "likely")),
        ("whatever_c", "sentence", ("free_text", "drop", "likely")),
        ("whatever_c", "number", ("free_text", "drop", "guess")),
        ("whatever_c", None, ("free_text", "drop", "guess")),
        ("tier_status_c", "email", ("email", "domain", "guess")),
        ("password_c", "key", ("credential", "drop", "guess")),
    ],
)
def test_name_and_look(name: str, look: Look | None, expected: tuple[str, str, str]) -> None:
    found = proposal(name, "varchar(100)", Shape(200, look))

    assert (found.privacy_class, found.treatment, found.confidence) == expected


def test_a_handful_of_values_says_nothing() -> None:
    assert proposal("whatever_c", "varchar(100)", Shape(19, "email")).confidence == "guess"
