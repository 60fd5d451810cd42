"""What can be done to a column on its way out: one treatment a file, named as contracts do.

Each file defines an object of its own name that fulfils `suitehouse.privacy.treatment.Treatment`. A
treatment knows values and columns, never table names, files or connections.
"""
