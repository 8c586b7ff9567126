"""Personal data: requests of members, how long data is kept."""
