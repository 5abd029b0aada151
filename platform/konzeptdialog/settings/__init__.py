"""Settings: base for all, dev (embedded default, no service needed), test, production."""
