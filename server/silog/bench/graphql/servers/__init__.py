"""The servers that are compared. Each is a process of its own, run the way `silog serve` runs the product."""
