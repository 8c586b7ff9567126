"""The collegial body: groups hold rights, seats give them to people for a while."""
