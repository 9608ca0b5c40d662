"""Articles on their way from a unit to an issue: writing, Word files, review, calls for articles, remarks."""
