"""How a diagram is drawn: text measured in cells, layout on an integer grid, painting, checks."""
