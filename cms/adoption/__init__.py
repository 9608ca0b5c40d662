"""Statistics of adopted articles, printed as an item of an issue."""
