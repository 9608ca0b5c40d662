"""The register of recipients, its lists held against what is printed, and the print order of an issue."""
