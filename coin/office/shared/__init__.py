"""What several subjects of the office share."""
