"""What analysts open: a snapshot replaced whole, and only after every blocking check passed."""
