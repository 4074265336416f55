"""Ways over the sea and what becomes of those who sail them, from files, without a database."""
