"""Signing in: second factor, passkeys, signed-in devices, providers elsewhere."""
