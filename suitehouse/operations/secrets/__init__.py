"""Where secrets may be kept: one scheme a file, reading what follows a reference's colon.

Each file defines an object of its own name that fulfils
`suitehouse.operations.secret_references.SecretScheme`; `aws_sm` answers to `aws-sm:`. Files whose
names begin with an underscore are parts of schemes. What the secret is for does not belong here, no
scheme keeps what it read, and none puts it into a message or a log.
"""
