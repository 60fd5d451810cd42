"""Several accounting systems on one side: which of them each of the CRM's documents belongs to.

The settings say it, or else it is inferred from where a customer's documents are found by number.
Where one system alone is in question nothing of this does anything. Doesn't belong here: pairing,
which is in `passes`, and judging a pair, which is in `verdicts`.
"""
