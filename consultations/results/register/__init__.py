"""The sealed register of everything received: hashes in a Merkle tree, and how anybody checks a receipt."""
