"""What `suitehouse doctor` looks at: one subject a file, whose function yields findings.

Each file defines a function of its own name that takes a `suitehouse.doctor.Examination`. It reads
and never changes anything; it advises SQL and runs none of it. No finding holds a value of a row.
"""
