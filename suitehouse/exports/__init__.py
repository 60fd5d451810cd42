"""One file for each export format: how its content is recognised and becomes ledger items.

Belongs here: the columns, signs, dates and totals of one system's export, as an object named like
its file. Doesn't: the CRM, matching, or what holds for all text tables (see `suitehouse.tabular`).
"""
