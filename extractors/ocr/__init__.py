"""Reading print from pictures: engines behind one port, a second reader, and the choice between them."""
