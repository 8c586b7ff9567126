"""General assemblies, as a volunteer prepares them."""
