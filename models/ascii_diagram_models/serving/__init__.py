"""OpenAI's API in front of the model in this process, for teams without a GPU."""
