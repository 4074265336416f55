"""What happens in the season: when each run really goes, what every officer scans, where every conveyance reports, by seed.

Pure: the same plan and the same seed give the same acts. Times are whole milliseconds since 1970 (UTC), as devices write them.
"""
