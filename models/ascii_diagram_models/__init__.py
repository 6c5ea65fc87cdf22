"""Model backends of ascii-diagram: prompt, grammar, weights and the engines that run them."""
