"""Variation: how offspring come to differ from their parents, on whole populations at once."""
