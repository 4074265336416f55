"""Having the house run: database, server, all of it at once, and what is wrong with it."""
