"""Who had an address: asked by a person with a reason, or by an authority."""
