"""Letters that a model writes: asked for with a brief of numbered facts, verified sentence by sentence, mended from the template."""
