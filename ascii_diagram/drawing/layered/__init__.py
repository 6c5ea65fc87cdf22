"""Layered layout of graphs with channel routing on an integer grid of cells."""
