"""Export files as they lie in a folder: which format each has, and what of it is to be trusted.

Belongs here: opening files, workbooks, recognition, quarantine. Doesn't: the columns of one
system's export (`suitehouse.exports`), what holds for all tables (`suitehouse.tabular`), matching.
"""
