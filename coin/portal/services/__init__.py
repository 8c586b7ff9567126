"""The member's services: what they are, subscribing, what each costs."""
