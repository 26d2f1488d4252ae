"""What the office may change by itself: clocks, thresholds, routes and signatories, each with a first day."""
