"""The recipe of the reference data of Kepri: from packages by name to the files beside it.

Run it with `PYTHONPATH=gis/data python -m recipe`. The same inputs always give the same bytes.
"""
