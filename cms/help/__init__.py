"""The guides for each role, inside the CMS and as pages to print."""
