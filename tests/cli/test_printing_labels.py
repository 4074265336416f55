"""`silog labels`, as an operator types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.documents.pages import codes_on, words_on

from silog.cli import main
from silog.kit.cluster import Cluster, Endpoint


@pytest.fixture
def silog(cluster: Cluster, database: Endpoint, tmp_path: Path) -> "Silog":
    """The command on a small election: one station of Serasan with its two boxes."""
    silog = Silog(cluster, database, tmp_path)
    (tmp_path / "regions.csv").write_text("code,name\n21,Kepri\n21.03,Kabupaten Natuna\n21.03.04,Serasan\n21.03.04.1003,Serasan")
    (tmp_path / "tps.csv").write_text("region_code,number,registered_voters,lon,lat\n21.03.04.1003,1,412,109.03,2.51")
    for command in (
        ("elections", "create", "PILKADA", "--name", "Pilkada", "--voting-day", "2024-11-27"),
        ("load", "regions", str(tmp_path / "regions.csv")),
        ("load", "stations", str(tmp_path / "tps.csv")),
        ("boxes", "issue"),
    ):
        assert silog(*command).exit_code == 0
    return silog


class Silog:
    """Runs the command on one database."""

    def __init__(self, cluster: Cluster, database: Endpoint, folder: Path) -> None:
        """`folder` is where files go."""
        name = database.dsn_owner.partition("@/")[2].partition("?")[0]
        self.folder = folder
        self.dsn = cluster.dsn("silog_admin", name)
        self._environment = {"SILOG_DATABASE_URL": self.dsn, "SILOG_STATE": str(folder)}

    def __call__(self, *arguments: str) -> Result:
        """Run it."""
        return CliRunner().invoke(main, arguments, env=self._environment)


def test_labels_are_written_into_a_file_and_counted(silog: Silog) -> None:
    path = silog.folder / "labels.pdf"

    first = silog("labels", "--region", "21.03", "-o", str(path))
    codes = [code for page in codes_on(path.read_bytes()) for code in page]
    refused = silog("labels", "--region", "21.03", "-o", str(path))
    again = silog("labels", "--region", "21.03", "--box", codes[0], "--format", "100x150", "--reason", "Robek", "-o", str(path))

    assert first.output == f"4 labels of 2 boxes: {path}\n"
    assert (len(codes), len(set(codes))) == (4, 2)
    assert (refused.exit_code, "2 of these 2 boxes have labels already" in refused.output) == (1, True)
    assert again.output == f"2 labels of 1 boxes, 1 of them printed before: {path}\n"
    assert ["REPRINT 1" in " ".join(page.split()) for page in words_on(path.read_bytes())] == [True, True]
    assert sorted(file.name for file in silog.folder.iterdir() if file.name.startswith(".label")) == []


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--region", "99.99"), 1, "There is no region '99.99'."),
        (("--region", "21.03", "--box", "0123456789Y"), 1, "1 of the boxes named are not in 21.03"),
        (("--region", "21.03", "--box", "0123456789X"), 2, "'0123456789X' is no box code."),
        (("--region", "21.03", "--election", "NONE"), 1, "There is no election NONE."),
        (("--region", "21.03", "--format", "a3"), 2, "a4"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(silog: Silog, arguments: tuple[str, ...], code: int, says: str) -> None:
    path = silog.folder / "labels.pdf"

    told = silog("labels", *arguments, "-o", str(path))

    assert (told.exit_code, says in told.output) == (code, True), told.output
    assert not path.exists()
    assert silog("labels", "--region", "21.03", "-o", str(path)).exit_code == 0  # nothing was counted, so no reason is needed


def test_a_file_that_cannot_be_written_is_named_before_anything_is_counted(silog: Silog) -> None:
    missing = silog.folder / "not-there" / "labels.pdf"

    told = silog("labels", "--region", "21.03", "-o", str(missing))

    assert (told.exit_code, f"{missing} cannot be written: No such file or directory." in told.output) == (2, True)
    assert silog("labels", "--region", "21.03", "-o", str(silog.folder / "labels.pdf")).exit_code == 0
