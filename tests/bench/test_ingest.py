"""Scans and positions are handed in to every server, stored by each, and measured: told with a few batches."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from silog.bench.ingest.command import Wishes, measured
from silog.bench.ingest.report import Report
from silog.cli.group import main
from silog.kit.cluster import Cluster


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
        ("silog", "single scans"): 1,
        ("silog", "positions"): 1,
        ("typed", "batches"): 1,
        ("desk", "batches"): 1,
        ("pgbench", "batches"): 1,
    }
    assert all(one.cpu_s > 0 for samples in report.results.samples.values() for one in samples)


@pytest.mark.long
def test_the_page_gives_both_sides_of_each_ratio(report: Report) -> None:
    page = report.for_page()

    assert "scans/s in batches, silog / pgbench (" in page
    assert "CPU us a scan, typed / silog (" in page
    assert "`silog bench ingest --rounds 1 --batches 4 --phones 4`" in page


def test_too_few_batches_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILOG_STATE", str(tmp_path))

    result = CliRunner().invoke(main, ["bench", "ingest", "--batches", "1"])

    assert (result.exit_code, "is not in the range 4<=x<=400" in result.output) == (2, True)
    assert not (tmp_path / "bench").exists()
