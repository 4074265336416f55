"""Servers that record scans at the product's own desk, as the product does, and differ from it in the way to the desk and back."""
