"""Attacks on our own server, to know what it bears: mutated bodies, hostile documents.

Each drill works on a database of its own and on this machine alone. A drill never weakens what it attacks: the application is the
one that is served, with every limit, scope and mask in place.
"""
