"""The tree of units with its roles, and the places of GB/T 2260."""
