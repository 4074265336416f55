"""The log: a head, places for most scans, and witnesses."""

from datetime import datetime
from hashlib import sha256

from tests.factories.world.building import Builder


def add_log(world: Builder) -> None:
    """Every fifth scan waits for its place, among them one that was laid down for it."""
    scans = world.rows("scans")
    placed = [scan for number, scan in enumerate(scans) if number % 5]
    world.add(
        "logs",
        origin=f"silog.test/{world.election}",
        verifier_key=f"silog.test/{world.election}+01234567+AQ==",
        size=len(placed),
        root=sha256(b"root").digest(),
        checkpoint=f'silog.test/{world.election}\n{len(placed)}\nakar "uji"\n\n\N{EM DASH} silog.test/{world.election} AAAA\n',
        signed_at=world.now,
    )
    world.add("log_tiles", level=0, number=0, hashes=b"".join(sha256(bytes([number])).digest() for number in range(2)))
    for index, scan in enumerate(placed):
        world.add("log_entries", scan_id=scan["id"], region_code=scan["region_code"], log_index=index)
    world.add("log_waiting", scan_ids=[scans[0]["id"]], region_codes=[scans[0]["region_code"]], leaves=sha256(b"leaf").digest())
    _add_witness(world, "saksi", len(placed) // 2, len(placed))
    _add_witness(world, "diam")
    _add_witness(world, "bekas", len(placed), removed_at=world.now)


def _add_witness(world: Builder, name: str, *sizes: int, removed_at: datetime | None = None) -> None:
    name = f"{name}.example/{world.election}"
    key = f"{name}+01234567+BA=="
    world.add("log_witnesses", verifier_key=key, name=name, added_at=world.now, removed_at=removed_at)
    for size in sizes:
        line = f'\N{EM DASH} {name} "{size}"\n'
        world.add("log_cosignatures", verifier_key=key, size=size, checkpoint=f"akar {size}\n\n", line=line, cosigned_at=world.moment())
