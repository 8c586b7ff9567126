"""What is due: the lines of a month, computed, compared with what is billed, drafted."""
