"""What starts a job when something happens outside: one sensor a file. None is needed so far."""
