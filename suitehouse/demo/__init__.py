"""A SuiteCRM-shaped company to try everything on, with its server, changes and export files.

Nothing here reads or writes a user's CRM. Capture, masking and reconciling live elsewhere: they
must not know whether a source is the demo.
"""
