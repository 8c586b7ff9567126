"""People, organisations, dues, working groups and rights."""
