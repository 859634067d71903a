"""Refreshing and checking the bundled data. Nothing here is imported by an audit."""
