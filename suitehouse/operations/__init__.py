"""How work is run: clock, retry, locks, logs, progress and secret references.

No rule about rows belongs here.
"""
