"""Warnings while writing: what is missing, too long or short, doubtful, or written before by someone."""
