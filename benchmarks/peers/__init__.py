"""Tools that do the same work, one file each; the file's object is a `Peer` that bears its name.

Belongs: what to install (pinned), and how the tool's own documentation says to load a table.
Doesn't: measuring, or a heavy import at the top: the file is read where the tool is not installed.
"""
