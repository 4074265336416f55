"""`silog bench tiles`: what a tile costs, beside tipg with the same features, and what the grid of scans costs those who scan."""
