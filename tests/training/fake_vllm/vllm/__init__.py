"""Stands in for vLLM in tests."""
