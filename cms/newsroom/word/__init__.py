"""Word in: a file becomes a draft, a paste becomes blocks."""
