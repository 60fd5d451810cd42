"""HOW the world is reached: one file a system, its object bearing the file's name.

A resource reads the environment when a run uses it, never at import, and holds no secret in its
configuration. Not here: decisions about rows.
"""
