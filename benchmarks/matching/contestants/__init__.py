"""What is measured, one file each: reads both books and prints how many pairs it made.

Each runs as a process of its own, so that start-up and reading count for all of them alike.
"""
