"""Documents of clients: read, judged and planned once, and remembered."""
