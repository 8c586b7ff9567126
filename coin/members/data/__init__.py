"""Personal data: the copy of it, how long it is kept, what erasing does."""
