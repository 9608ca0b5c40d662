"""Commands of the dispatch: the ledger is checked."""
