"""`silog bench track` as somebody types it."""

from pathlib import Path

from click.testing import CliRunner

from silog.cli import main


def test_what_following_costs_is_measured_and_written_beside_other_sections(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("# Performance\n\n<!-- silog bench graphql: begins -->\nkept\n<!-- silog bench graphql: ends -->\n")

    result = CliRunner().invoke(main, ["bench", "track", "--rounds", "1", "--report", str(page)])

    assert result.exit_code == 0, result.output
    assert "100 tracks of 100" in result.output
    assert "kept" in page.read_text()
    assert page.read_text().count("<!-- silog bench track: begins -->") == 1
