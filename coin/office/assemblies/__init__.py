"""General assemblies, as volunteers prepare them."""
