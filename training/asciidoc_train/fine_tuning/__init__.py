"""Training a language model on rows: full fine-tunes, LoRA and QLoRA, at any world size."""
