"""The life of a subscription: asked, accepted, set up, changed, suspended, ended."""
