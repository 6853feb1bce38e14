"""Where and when teaching is possible: rooms, their maintenance, trainers' availability."""
