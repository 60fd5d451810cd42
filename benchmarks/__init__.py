"""What full and incremental loads cost here, measured beside other tools in the same hour.

Belongs: a source of SuiteCRM's shape at any size, one file a peer, one file a limit, the measuring
and the table.
Doesn't: a copy of capture, or a wall time that a test asserts.
"""
