"""How work is run: clock, retry, locks, logs, events, progress and secret references.

No rule about rows belongs here.
"""
