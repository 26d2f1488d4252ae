"""Documents: revisions, files by hash, numbers, comparison, and the letter as it will read."""
