"""Serving a trained model with vLLM."""
