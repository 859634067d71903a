"""One module per syntax: a text becomes plain dicts, lists and strings, and a route into them a region of the text."""
