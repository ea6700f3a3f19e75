"""Measurements of what a size costs; they end with code 1 where a bound does not hold."""
