"""What gives a person away by its form alone: one pattern a file, found by its name.

Each file defines an object of its own name that fulfils `suitehouse.privacy.pattern.Pattern`.
"""
