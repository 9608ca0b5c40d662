"""`python -m press` is `press`."""

from press.cli import main

main()
