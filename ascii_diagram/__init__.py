"""Text diagrams that are always aligned, from `ascii-diagram:` directives in any text."""
