"""When a job runs by itself: one schedule a file, in UTC, stopped until somebody starts it."""
