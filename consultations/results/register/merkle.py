"""Merkle trees as RFC 6962 describes them, over leaves that are bytes.

A leaf and a node are hashed with different first bytes, so that no node can be passed off as a leaf. Of several nodes
in a row two are joined each time; one that is left over moves up as it is.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

#: What a tree is called in the files people download.
ALGORITHM = "SHA-256, Merkle tree as in RFC 6962 (leaf 0x00, node 0x01)"
SIZE = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Neighbour:
    """One step of the way from a leaf to the root: the hash to join with, and on which side it stands."""

    side: str
    hash: bytes


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root above hashes of leaves; that of no leaves is the hash of nothing."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else hashlib.sha256(b"").digest()


def path_to(leaves: Sequence[bytes], index: int) -> list[Neighbour]:
    """The way from the leaf at an index up to the root. Raises IndexError when there is no such leaf."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    level, path = list(leaves), []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            path.append(Neighbour("left" if beside < index else "right", level[beside]))
        level, index = _above(level), index // 2
    return path


def leads_to(leaf: bytes, path: Sequence[Neighbour], root: bytes) -> bool:
    """Whether the way from the hash of a leaf ends at the root."""
    reached = leaf
    for step in path:
        reached = node_hash(step.hash, reached) if step.side == "left" else node_hash(reached, step.hash)
    return reached == root


def _above(level: list[bytes]) -> list[bytes]:
    joined = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return joined + level[2 * len(joined) :]
