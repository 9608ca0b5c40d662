"""Who got which copy of a signed issue: parcels, receipts, and the ledger that knows where every copy is."""
