"""Serving over https: a certificate of the operator, or one by a private authority for the local network."""
