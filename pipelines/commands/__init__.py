"""One console command a file; the function bears the file's name and is found by it.

A command reads settings, calls the core and prints. It imports what it needs inside the function:
`suitehouse capture` starts without Dagster. No rules about data belong here.
"""
