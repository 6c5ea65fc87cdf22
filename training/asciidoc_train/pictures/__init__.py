"""Models that draw pictures character by character, trained from scratch."""
