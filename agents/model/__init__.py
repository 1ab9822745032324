"""The port to language models: what is asked, what comes back, who answers, and within which limits."""
