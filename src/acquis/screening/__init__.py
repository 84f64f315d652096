"""Screening: a table of transfers under the law of each row's own day, and of parties against lists."""
