"""Measuring the product on the machine it stands on, against others that do the same work.

What it measures is the product as it is served: nothing in here changes how the product behaves, and nothing outside the command
line imports it. It works on a database cluster of its own and never on the product's.
"""
