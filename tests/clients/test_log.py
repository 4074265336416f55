"""Our proofs before a verifier of another hand: that of Sigstore, from npm."""

import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.clients.conftest import run
from tests.factories.logs import KEY, Tree, entries

from silog.kit.clock import real_now
from silog.ledger.rules import CosigningKey, SigningKey


async def checked(*cases: tuple[str, bytes, SigningKey]) -> list[str]:
    """Let it check proofs, each of an event and by a key; give the origin and the size, or why not."""
    checks = [{"proof": proof, "event": event.decode(), "key": key.verifier.text} for proof, event, key in cases]
    async with run("proof", checks=checks) as program:
        found: list[str] = json.loads(await program.end())["found"]
    return found


async def test_another_hand_finds_our_proofs_right() -> None:
    sizes = [1, 2, 7, 9, 255, 256, 257, 700]
    trees = [(Tree(entries(size)), index) for size in sizes for index in {0, size // 2, size - 1}]

    found = await checked(*((tree.proof(index), tree.entries[index], KEY) for tree, index in trees))

    assert found == [f"silog-kepri/UJI: {len(tree.entries)}" for tree, _ in trees]


async def test_another_hand_passes_over_what_witnesses_have_cosigned_and_refuses_what_we_refuse() -> None:
    tree, other = Tree(entries(9)), SigningKey(KEY.name, Ed25519PrivateKey.generate())
    line = CosigningKey("bawaslu.example/1", Ed25519PrivateKey.generate()).cosign(tree.checkpoint.text, real_now())

    assert await checked(
        (tree.proof(3) + line, tree.entries[3], KEY),
        (tree.proof(3), tree.entries[4], KEY),
        (tree.proof(3).replace("index 3", "index 2"), tree.entries[3], KEY),
        (tree.proof(3), tree.entries[3], other),
        (tree.proof(3).replace("\n9\n", "\n8\n"), tree.entries[3], KEY),
    ) == [
        "silog-kepri/UJI: 9",
        "calculated root hash does not match inclusion proof",
        "calculated root hash does not match inclusion proof",
        "invalid checkpoint signature",
        "invalid checkpoint signature",
    ]
