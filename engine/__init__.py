"""The pure core of Smart Roster: arithmetic on plain data, without clock, network or database."""
