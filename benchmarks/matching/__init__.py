"""How fast two books of a million rows are matched, beside bare joins and other libraries."""
