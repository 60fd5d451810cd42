"""What is run together: one job a file, found by its name. No conditions, no schedules."""
