"""`silog load`: reference data and what operators add to it, from files."""
