"""What happens to personal data between the source and the first byte that is written.

Keys, tokens, the masker, the card-number guard and the search for leaks belong here. How the source
is read, and what a column means, does not: that is in `suitehouse.source` and in the contracts.
"""
