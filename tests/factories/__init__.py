"""Test data: factories for single rows and a named cast of people."""
