"""From a request to a checked diagram: written notation, lock, store, model."""
