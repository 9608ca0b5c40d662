"""What was adopted from whom: the account of the signed issues, as a table, a sentence and a workbook."""
