"""Teachers: language models behind OpenAI-compatible URLs, asked politely and never twice."""
