"""Tests of acquis.compare."""
