"""The lists of recipients, as they are printed in the imprint of an issue."""
