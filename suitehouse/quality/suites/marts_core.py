"""Marts as analysts may rely on them: keys, masked columns, and what the models themselves make.

A suite that is not met keeps a build from analysts, so nothing here can fail by what a CRM allows:
a probability of 150, an invoice without a total, a line that lost its invoice. dbt's tests warn of
those.
"""

from __future__ import annotations

from suitehouse.quality.expectations import (
    Suite,
    TableExpectations,
    is_between,
    is_filled,
    is_key,
    is_not_before,
    is_one_of,
    is_token,
)

marts_core = Suite(
    "marts_core",
    (
        TableExpectations(
            "marts",
            "accounts",
            (
                *is_key("account_id"),
                is_token("email_token", "email"),
                is_between("open_opportunity_count", 0),
                is_between("invoice_count", 0),
                is_filled("open_pipeline_amount_base"),
                is_filled("invoiced_amount_base"),
            ),
        ),
        TableExpectations(
            "marts",
            "people",
            (
                *is_key("person_id"),
                is_one_of("source_kind", "contact", "lead", "prospect"),
                is_token("email_token", "email"),
                is_filled("has_opted_out"),
                is_between("record_count", 1),
            ),
        ),
        TableExpectations(
            "marts",
            "opportunities",
            (
                *is_key("opportunity_id"),
                is_filled("stage"),
                is_filled("is_open"),
            ),
        ),
        TableExpectations(
            "marts",
            "opportunity_stage_history",
            (
                is_filled("opportunity_id"),
                is_between("stage_number", 1),
                is_not_before("valid_to", "valid_from"),
                is_one_of("evidence", "first_known", "audited", "inferred"),
            ),
        ),
        TableExpectations(
            "marts",
            "invoices",
            (
                *is_key("invoice_id"),
                is_filled("invoice_number"),
                is_filled("status"),
                is_between("line_count", 0),
            ),
        ),
        TableExpectations(
            "marts",
            "invoice_lines",
            (
                *is_key("invoice_line_id"),
                is_one_of("line_kind", "product", "service"),
                is_filled("currency_id"),
            ),
        ),
    ),
)
