"""Practice cases of the knowledge base, and showcases of them."""
