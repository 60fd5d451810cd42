"""How SQL prints money and makes identities, to the letter as `suitehouse.ledger.money` does.

`counted` is what a row of a break stands at in its books: cancelled on one side, it is nothing
there. `with_settled` adds to a sentence what the row moved, where that is another currency's.
"""

from __future__ import annotations

from typing import Final

from suitehouse.ledger.money import THREE_DECIMALS, WITHOUT_DECIMALS


def _is_among(codes: frozenset[str]) -> str:
    """A condition on a code; of `in (...)` DuckDB would make a join wherever money is printed."""
    return f"length(currency) = 3 and contains('{' '.join(sorted(codes))}', currency)"


MACROS: Final = rf"""
create macro exponent(currency) as
    case when {_is_among(WITHOUT_DECIMALS)} then 0
        when {_is_among(THREE_DECIMALS)} then 3 else 2 end;
create macro whole_part(amount) as split_part(cast(abs(amount) as varchar), '.', 1);
create macro fraction(amount) as rtrim(split_part(cast(abs(amount) as varchar), '.', 2), '0');
create macro decimals(amount, currency) as
    case when exponent(currency) = 0 and fraction(amount) = '' then ''
        else '.' || fraction(amount)
            || repeat('0', greatest(exponent(currency) - length(fraction(amount)), 0)) end;
create macro plain(amount, currency) as
    case when amount < 0 then '-' else '' end || whole_part(amount) || decimals(amount, currency);
create macro money(amount, currency) as
    case when amount < 0 then '-' else '' end
    || format('{{:,}}', cast(whole_part(amount) as bigint)) || decimals(amount, currency)
    || ' ' || currency;
create macro counted(compared, kind, status) as
    case when kind = 'status_mismatch' and status = 'void' then cast(0 as decimal(38, 5))
        else compared end;
create macro with_settled(sentence, amount, currency, compared, asked_in) as
    case when currency <> asked_in and contains(sentence, ' ' || asked_in)
            and not contains(sentence, money(amount, currency))
        then sentence || ' This row settled ' || money(compared, asked_in) || ' as '
            || money(amount, currency) || '.'
        else sentence end;
create macro identity(parts) as left(sha256(array_to_string(parts, chr(31))), 16);
create macro without(word, place) as left(word, place - 1) || substring(word, place + 1);
create macro slips(word) as list_distinct(list_prepend(
    word, list_transform(range(1, length(word) + 1), lambda place: without(word, place))));
create macro named(side, kind, source_id) as concat(side, ':', kind, ':', source_id);
"""
