"""The member's own data: seen, changed, copied, erased."""
