"""What people meet first: the home page of each role, the menus, the walls between units, and
what of this office stays or goes."""
