"""Free space, lines of sight in it, and the shortest ways over them: compiled geometry on integers that knows no sea and no vessel."""
