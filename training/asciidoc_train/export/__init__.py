"""From a trained model to files that llama.cpp, vLLM and the `local` backend read."""
