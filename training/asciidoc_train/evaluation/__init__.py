"""Measures what a model's answers are worth: against gold diagrams, as drawings, and in time."""
