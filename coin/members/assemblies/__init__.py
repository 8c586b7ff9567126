"""General assemblies: who is called, who votes, who votes for whom."""
