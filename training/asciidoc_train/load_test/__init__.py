"""How much a server bears: requests a second, and how long one waits for an answer."""
