"""The first pages: the public one and the member's."""
