"""The tree: known values, every path of every size, and that one wrong bit anywhere is noticed."""

import hashlib
from dataclasses import replace

import pytest

from consultations.results.register import merkle

#: Leaves and roots published with the test data of Certificate Transparency (RFC 6962).
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def leaves_of(number: int) -> list[bytes]:
    return [merkle.leaf_hash(f"Zeile {index}".encode()) for index in range(number)]


@pytest.mark.parametrize("number", CT_ROOTS)
def test_roots_are_those_of_the_standard(number):
    leaves = [merkle.leaf_hash(bytes.fromhex(data)) for data in CT_LEAVES[:number]]
    assert merkle.root_of(leaves).hex() == CT_ROOTS[number]


def test_nothing_has_the_root_of_the_standard():
    assert merkle.root_of([]) == hashlib.sha256(b"").digest()
    with pytest.raises(IndexError):
        merkle.path_to([], 0)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << (bit % 8)
    return bytes(changed)


def test_every_path_of_every_size_leads_to_the_root_and_no_other_does():
    for number in range(1, 71):
        leaves = leaves_of(number)
        root = merkle.root_of(leaves)
        for index, leaf in enumerate(leaves):
            path, bit = merkle.path_to(leaves, index), (31 * number + 7 * index) % 256
            assert merkle.leads_to(leaf, path, root)
            assert not merkle.leads_to(flipped(leaf, bit), path, root)
            assert not merkle.leads_to(leaf, path, flipped(root, bit))
            for place, step in enumerate(path):
                wrong = [*path[:place], replace(step, hash=flipped(step.hash, bit)), *path[place + 1 :]]
                assert not merkle.leads_to(leaf, wrong, root)


@pytest.mark.parametrize("bit", [0, 7, 100, 255])
def test_any_bit_of_any_leaf_changes_the_root(bit):
    leaves = leaves_of(13)
    for index, leaf in enumerate(leaves):
        changed = [*leaves[:index], flipped(leaf, bit), *leaves[index + 1 :]]
        assert merkle.root_of(changed) != merkle.root_of(leaves)


def test_a_node_cannot_be_passed_off_as_a_leaf():
    left, right = leaves_of(2)
    assert merkle.leaf_hash(left + right) != merkle.root_of([left, right])
