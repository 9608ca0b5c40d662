"""Accounts, passwords, the second factor, locks and limits, and the screens of the audit log."""
