"""Scans and positions are handed in to every server, stored by each, and measured: told with a few batches."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from silog.bench.ingest.command import Wishes, measured
from silog.bench.ingest.peers.unverified import verify_nothing
from silog.bench.ingest.report import Report
from silog.cli.group import main
from silog.custody.actions import intake
from silog.custody.device import DeviceSigner
from silog.custody.refusals import RefusalCode
from silog.custody.rules import ScanType
from silog.custody.signing import is_signed
from silog.kit.cluster import Cluster
from silog.people.queries import Device
from silog.people.rules import KeyAlgorithm, key_id


@pytest.fixture(scope="module")
def report(cluster: Cluster, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Report:
    assert migrated_template == "silog"
    logs = tmp_path_factory.mktemp("ingest")
    with ThreadPoolExecutor(1) as thread:  # building runs event loops of its own
        return thread.submit(measured, cluster, Wishes(rounds=1, batches=4, warm=4), logs, lambda _: None).result()


@pytest.mark.long
def test_every_server_is_measured_on_what_it_has_stored(report: Report) -> None:
    measured_ones = {key: len(samples) for key, samples in report.results.samples.items()}

    assert measured_ones == {
        ("silog", "batches"): 1,
        ("silog_unverified", "batches"): 1,
        ("silog", "single scans"): 1,
        ("silog", "positions"): 1,
        ("typed", "batches"): 1,
        ("typed_unverified", "batches"): 1,
        ("desk", "batches"): 1,
        ("pgbench", "batches"): 1,
    }
    assert all(one.cpu_s > 0 for samples in report.results.samples.values() for one in samples)


@pytest.mark.long
def test_the_page_gives_both_sides_of_each_ratio(report: Report) -> None:
    page = report.for_page()

    assert "scans/s in batches, silog / pgbench, unverified (" in page
    assert "CPU us a scan, typed / silog, both verify (" in page
    assert "`silog bench ingest --rounds 1 --batches 4 --phones 4`" in page


def test_too_few_batches_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILOG_STATE", str(tmp_path))

    result = CliRunner().invoke(main, ["bench", "ingest", "--batches", "1"])

    assert (result.exit_code, "is not in the range 4<=x<=400" in result.output) == (2, True)
    assert not (tmp_path / "bench").exists()


def test_a_server_that_verifies_nothing_takes_what_nobody_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "is_signed", is_signed)  # so that it is put back
    key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    device = Device(key_id(key), 1, "Ponsel", "21", None, KeyAlgorithm.ED25519, key, None)
    submission = DeviceSigner("BENCH", device.id, Ed25519PrivateKey.generate()).scan(
        ScanType.SEAL, "KPR-1", "WH-21.01", datetime(2024, 11, 1, tzinfo=UTC)
    )
    read = intake.read_all([submission])

    verified = intake.examine_all(read, "BENCH", {device.id: device})
    verify_nothing()
    taken = intake.examine_all(read, "BENCH", {device.id: device})

    assert [getattr(one, "code", None) for one in (*verified, *taken)] == [RefusalCode.BAD_SIGNATURE, None]
