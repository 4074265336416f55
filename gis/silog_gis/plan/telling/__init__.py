"""What is told of a plan that was made: its legs, how late they may leave, what to take instead, what breaks, and why."""
