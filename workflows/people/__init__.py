"""Who is who, who holds which post on which day, what ties bind a person, and who may sign in."""
