"""Authored rows told again of other things: the links stand in the sentence, not in the names."""
