"""Making the model: topics, rows, the row store, splits, and the frame that runs the stages."""
