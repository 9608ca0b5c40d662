"""Practice cases of the knowledge base, with the classifications, indicators and showcases that stand beside them."""
