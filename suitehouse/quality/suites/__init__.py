"""One suite of expectations a file: an object of the file's name that lists tables and columns.

A suite is a value. It imports no validation library, holds no row value and knows no connection.
"""
