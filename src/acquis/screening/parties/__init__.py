"""Parties: names against dated lists, with a score and its reasons, a queue for review, and ownership through chains."""
