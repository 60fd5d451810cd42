"""One file an area of the demo company: a function of the file's name that yields its tables' rows.

An area may read what earlier ones left in the population. It knows no connection.
"""
