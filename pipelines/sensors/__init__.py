"""What starts a job when something happens outside: one sensor a file, stopped until started."""
