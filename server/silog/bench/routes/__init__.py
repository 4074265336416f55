"""Sea routes measured: ours beside two libraries that others use, on the same pairs of points, judged against the same shoreline."""
