"""The feed: what happened, in the order it was committed, for consoles to follow and resume."""
