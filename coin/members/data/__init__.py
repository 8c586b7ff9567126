"""Personal data: the copy that members may ask for, how long data is kept, and how it is erased."""
