"""The two stages of a kab/kota's plan, voyages and rounds, and the weather that couples them."""
