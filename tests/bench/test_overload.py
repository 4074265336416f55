"""Five times the reads that can be answered, beside scans: measured with a few batches."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from silog.bench.overload.command import Wishes, measured
from silog.kit.cluster import Cluster


@pytest.mark.long
def test_scans_are_taken_in_and_readers_are_answered_or_told_when_to_return(
    cluster: Cluster, migrated_template: str, tmp_path: Path
) -> None:
    assert migrated_template == "silog"
    with ThreadPoolExecutor(1) as thread:  # building runs event loops of its own
        report = thread.submit(measured, cluster, Wishes(rounds=1, batches=4), tmp_path, lambda _: None).result()

    heard = report.results.flood()
    assert set(heard.statuses) == {200, 503}
    assert (heard.said_when, heard.lost) == (heard.statuses[503], 0)
    assert heard.due > 2 * heard.statuses[200]
    assert "## Overload" in report.for_page()
