"""The search of long runs of digits finds what the search of one text finds."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from suitehouse.privacy import card_guard, digit_runs
from suitehouse.privacy.card_guard import holds_card_number

LENGTHS = range(13, 20)
VISA = "4111 1111 1111 1111"
RUNS = st.from_regex(r"[0-9](?:[ .\-\u00a0]{0,3}[0-9\uff14]){12,80}", fullmatch=True)
CARDS = st.sampled_from(
    [VISA, VISA.replace(" ", ""), "5500.0000.0000.0004", "3400-000000-00009", "41111111111.11111"]
)
PIECES = st.lists(st.one_of(RUNS, CARDS), min_size=1, max_size=4)


@given(pieces=PIECES, joined=st.sampled_from([" ", "-", ". ", ""]))
@example(pieces=["41111111111.11111"], joined=" ")
@example(pieces=["\uff14111 1111 1111 1111"], joined=" ")
def test_both_searches_agree(pieces: list[str], joined: str) -> None:
    run = joined.join(pieces)

    found = digit_runs.holds_card(run, card_guard._ISSUERS, LENGTHS)

    assert found == any(card_guard._is_card(number) for number in card_guard._numbers(run))


@pytest.mark.parametrize("place", [0, 1, 7, 60, 63, 64, 65, 127, 128, 129, 200])
def test_a_card_is_found_wherever_a_piece_ends(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digit_runs, "_PIECE", 64)
    before, behind = "1 " * (place // 2) + "1" * (place % 2) + " ", " 1" * 200

    def found(card: str) -> bool:
        return digit_runs.holds_card(before + card + behind, card_guard._ISSUERS, LENGTHS)

    assert found(VISA)
    assert not found("4111 1111 1111 1112")


@pytest.mark.parametrize("filling", ["1 ", "1", "12345678901234567890 "])
def test_a_text_of_many_megabytes_is_searched(filling: str) -> None:
    long = filling * ((8 << 20) // len(filling))

    assert not holds_card_number(long)
    assert holds_card_number(f"{long} {VISA} {long}")
