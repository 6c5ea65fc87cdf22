"""Rows from teachers for sizes beyond one machine, with datatrove (extra `scale`)."""
