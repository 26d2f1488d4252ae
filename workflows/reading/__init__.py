"""Reading: work lists, the page of a case, what is late; plain values for screens and API, never a write."""
