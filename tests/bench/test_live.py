"""Subscribers in a process of their own hear of every scan, and what that costs is measured: told with a handful."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from silog.bench.live.command import Wishes, measured
from silog.kit.cluster import Cluster


@pytest.mark.long
def test_every_subscriber_hears_of_every_event(cluster: Cluster, migrated_template: str, tmp_path: Path) -> None:
    assert migrated_template == "silog"
    wishes = Wishes(subscribers=5, events=2, never_reading=3, burst=1)
    with ThreadPoolExecutor(1) as thread:  # building runs event loops of its own
        report = thread.submit(measured, cluster, wishes, tmp_path, lambda _: None).result()

    assert (len(report.followed.delays_s), report.followed.lost) == (10, 0)
    assert all(delay > 0 for delay in report.followed.delays_s)
    assert "| 5 subscribers, 2 events | never heard | 0 | 0 | yes |" in report.for_page()
