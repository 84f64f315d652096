"""Safeguards: what States declare, what is accounted, where to look, what may be concluded. No database, no clock of its own."""
