"""What a point sees of all turns of a free space, without looking at each: the sieves that come before a line of sight is walked."""
