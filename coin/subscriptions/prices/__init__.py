"""What a subscription costs on a day: prices over time, terms, suspensions, deposits."""
