"""Finding a case by any part of its words or numbers, and earlier ones like it."""
