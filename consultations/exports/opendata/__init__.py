"""Dumps with DCAT-AP.de descriptions, Atom feeds, and the card of a process on other pages."""
