"""The CRM's tables that take part in reconciliations, one file each.

A file has an object of its name, a `CrmTable`: the SQL for its rows, for their totals and for the
parties they name. Doesn't belong here: what the rows are compared with, which is in `definitions`.
"""
