"""Where secrets may be kept: one scheme a file, reading what follows a reference's colon.

Each file defines an object of its own name that fulfils
`suitehouse.operations.secret_references.SecretScheme`. What the secret is for does not belong here,
and no scheme puts what it read into a message or a log.
"""
