"""Ballot boxes: their codes, the signed scans of them, and what follows from the scans by the rules of custody.

A scan is a fact and is never refused for what it says. Nothing outside this room writes the state of a box.
"""
