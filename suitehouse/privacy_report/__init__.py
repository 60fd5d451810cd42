"""The privacy report: what is done to each column and why, on one page that a person can check.

Reads contracts, their history in git, and the warehouse; writes one HTML file, no row's value.
"""
