"""What one request may ask for at most: every number in `table`, checked from the cheapest to the dearest.

Before JSON is parsed (`body`), before GraphQL is parsed (`document`), before it is validated (`opened`), before it is planned
(`cost`). Each check is linear in what the checks before it let pass. `docs/api-limits.md` is this package for clients.
"""
