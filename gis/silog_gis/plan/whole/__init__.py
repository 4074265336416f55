"""The plan of a whole kab/kota: voyages from its warehouse to hubs, and rounds from each hub to the polling stations.

`proposing.propose` makes a `Proposal` of a `Task`, both plain values with a versioned JSON document of their own (`document`). Knows
nothing of databases, requests or clocks.
"""
