"""The rules of tracking over one position after another, compiled: numbers in records, no object and no clock.

`folding.fold` is the way in; each other module holds one rule, or what rules share.
"""
