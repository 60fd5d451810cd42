"""How well reconciliation finds what is there: months with known breaks, and their score.

Belongs: one file a situation, writers of real export formats, the truth, the score and its page.
Doesn't: a random number or a clock that is not handed in, or a truth taken from the engine.
"""
