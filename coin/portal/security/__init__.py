"""Coming in, and keeping one's account safe."""
