"""The domain of a city CPPCC: who is who, what a case is, and what each step of its processes does."""
