"""What texts refer to: fields of service, kinds of practice, indicators with their figures,
synonyms; readers see what was cleared."""
