"""The repository tested as a house: nothing private left lying about, every room labelled, every claim kept."""
