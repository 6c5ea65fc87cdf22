"""The `vllm` backend: models behind servers with OpenAI's API, asked many prompts at a time."""
