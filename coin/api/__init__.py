"""The face for machines: the pages that they read, and the events that they send."""
