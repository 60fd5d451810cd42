"""What finance reads: the reports of each reconciliation whose exports are there."""
