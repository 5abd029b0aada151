"""Kick-off and regional conferences with their agenda, tables and recorded results."""
