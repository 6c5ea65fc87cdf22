"""Fewer tokens for a model: those that its task and plain English need."""
