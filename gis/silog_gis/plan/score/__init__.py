"""The 3T score: why a place goes first, in points for each factor, from facts that are told with it.

No kab/kota of Kepri is on the list of disadvantaged regions (Perpres 63/2020): 3T here is frontier, outermost and remote, so the priority
explains itself. Weights are data with their provenance (weights.toml), and so are the sentences.
"""
