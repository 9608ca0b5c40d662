"""Tags of the app `releases`."""
