"""Scenarios: a distribution told in a short file, and made a whole task with the reference data of its region. Five of 2024 are shipped."""
