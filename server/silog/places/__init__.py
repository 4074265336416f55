"""Elections and their clocks; regions, islands and facilities, and how an operator's files of them are loaded."""
