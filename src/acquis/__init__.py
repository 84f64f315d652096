"""Acquis: law you can run, safeguards you can check.

Decision support with sources and dates, not legal advice.
"""

__version__ = "0.1.0"
