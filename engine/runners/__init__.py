"""Runners execute jobs and fire timers. All pass the same rules; the store is the truth."""
