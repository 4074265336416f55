"""`silog load`, `elections`, `users` and `devices`, as an operator types them."""

import base64
import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from silog.cli import main
from silog.kit.cluster import Cluster, Endpoint
from silog.people.rules import key_id

Silog = Callable[..., Result]
REGIONS = "code,name\n21,Kepri\n21.03,Natuna\n21.03.04,Serasan\n21.03.04.1003,Serasan"
STATIONS = "region_code,number,registered_voters,lon,lat\n21.03.04.1003,1,412,109.03,2.51"


@pytest.fixture
def silog(cluster: Cluster, database: Endpoint, tmp_path: Path) -> Silog:
    """Runs a command on this test's database, as on an operator's own server."""
    name = database.dsn_owner.partition("@/")[2].partition("?")[0]
    environment = {"SILOG_DATABASE_URL": cluster.dsn("silog_admin", name), "SILOG_STATE": str(tmp_path), "SILOG_PORT": "8123"}

    def run(*arguments: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(main, arguments, env=environment, input=typed)

    return run


@pytest.fixture
def regions(tmp_path: Path) -> Path:
    return _write(tmp_path / "regions.csv", REGIONS)


@pytest.fixture
def stations(tmp_path: Path) -> Path:
    return _write(tmp_path / "tps.csv", STATIONS)


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _create_election(silog: Silog, code: str = "PILKADA-2024") -> None:
    assert silog("elections", "create", code, "--name", "Pilkada", "--voting-day", "2024-11-27").exit_code == 0


def test_files_load_into_the_only_election_and_twice_changes_nothing(silog: Silog, regions: Path, stations: Path) -> None:
    _create_election(silog)

    assert silog("load", "regions", str(regions)).output == "regions.csv loaded: 4 new, 0 changed, 0 unchanged.\n"
    trial = silog("load", "stations", str(stations), "--dry-run")
    assert trial.output == "tps.csv would load into PILKADA-2024: 1 new, 0 changed, 0 unchanged. Nothing was changed.\n"
    assert silog("load", "stations", str(stations)).output == "tps.csv loaded into PILKADA-2024: 1 new, 0 changed, 0 unchanged.\n"
    assert silog("load", "stations", str(stations)).output == "tps.csv loaded into PILKADA-2024: 0 new, 0 changed, 1 unchanged.\n"


def test_wrong_rows_end_with_2_and_are_listed(silog: Silog, regions: Path, tmp_path: Path) -> None:
    _create_election(silog)
    silog("load", "regions", str(regions))
    wrong = _write(tmp_path / "wrong.csv", f"{STATIONS}\n21.03.04.1003,2,601,2.51,109.03\n21.03.04.1009,1,4,109.03,2.51")

    result = silog("load", "stations", str(wrong))

    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "silog: wrong.csv was not loaded: 3 things are wrong.",
        "  row 3, column lon: 2.51 and lat 109.03 look swapped: longitude comes as lon",
        "  row 3, column registered_voters: 601 is not between 0 and 600",
        "  row 4, column region_code: 21.03.04.1009 is not known; load it first: silog load regions",
        "Nothing was changed. Correct the file and load it again.",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["load", "regions", "/nowhere/x.csv"], "/nowhere/x.csv cannot be read: No such file or directory."),
        (["load", "regions", "/"], "/ cannot be read: Is a directory."),
        (["load", "regions", "{regions}", "--only", "12.1"], "--only 12.1 is no region code."),
        (["load", "regions", "{regions}", "--only", "12.19"], "No row lies in 12.19."),
        (["load", "stations", "{stations}"], "There are 0 elections."),
        (["load", "stations", "{stations}", "--election", "X-1"], "There is no election X-1."),
        (["elections", "create", "pilkada", "--name", "X", "--voting-day", "2024-11-27"], "'pilkada' is no election code."),
        (["elections", "create", "PILKADA", "--name", "X", "--voting-day", "soon"], "'soon' does not match"),
        (["users", "create", "Siti", "--role", "KING", "--region", "21"], "'KING' is not one of"),
        (["users", "link", "Siti"], "There is no user 'Siti'."),
        (["devices", "enrol", "--region", "21", "--label", "x", "--algorithm", "P256", "--public-key", "%"], "public key is not Base64"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(
    silog: Silog, regions: Path, stations: Path, arguments: list[str], message: str
) -> None:
    result = silog(*(argument.format(regions=regions, stations=stations) for argument in arguments))

    assert result.exit_code in {1, 2}
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_person_is_created_and_given_a_link_and_a_token(silog: Silog, regions: Path) -> None:
    _create_election(silog)
    silog("load", "regions", str(regions))

    created = silog("users", "create", "Siti", "--role", "operator", "--region", "21.03")

    assert created.output == "Created Siti, OPERATOR in 21.03. Sign in by: silog users link 'Siti'\n"
    assert re.fullmatch(r"http://127\.0\.0\.1:8123/sign-in/[\w-]{43}\n", silog("users", "link", "Siti").output)
    assert re.fullmatch(r"[\w-]{43}\n", silog("users", "token", "Siti").output)
    assert silog("users", "sign-out", "Siti").output == "Ended 1 sessions of Siti.\n"
    assert silog("users", "close", "Siti", "--reason", "Pindah tugas").output == "Siti is closed.\n"
    refused = silog("users", "link", "Siti")
    assert (refused.exit_code != 0, "This account was closed" in refused.stderr) == (True, True)


def test_a_device_is_enrolled_and_its_key_id_printed(silog: Silog, regions: Path) -> None:
    _create_election(silog)
    silog("load", "regions", str(regions))
    key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    text = base64.urlsafe_b64encode(key).decode().rstrip("=")

    result = silog("devices", "enrol", "--region", "21.03", "--label", "HP 1", "--algorithm", "ed25519", "--public-key", text)

    assert result.output == f"{key_id(key)}\n"


def test_elections_are_listed_with_their_clocks(silog: Silog) -> None:
    assert silog("elections", "list").output.startswith("No election was created yet")
    _create_election(silog)
    silog("elections", "create", "LATIHAN", "--name", "Latihan", "--voting-day", "2025-01-01", "--training")

    first, second = silog("elections", "list").output.splitlines()

    assert re.match(r"LATIHAN  TRAINING  voting 2025-01-01  \d{4}-\d\d-\d\d \d\d:\d\d WIB x1  Latihan", first)
    assert second.startswith("PILKADA-2024  REAL  voting 2024-11-27")


def test_a_database_that_is_not_migrated_is_not_worked_on(silog: Silog, regions: Path) -> None:
    assert silog("migrate", "--to", "0001").exit_code == 0

    result = silog("load", "regions", str(regions))

    assert result.exit_code == 1
    assert "Run: silog migrate" in result.stderr


def test_dead_zones_load_in_place_of_those_before_and_a_wrong_file_changes_nothing(silog: Silog, regions: Path, tmp_path: Path) -> None:
    _create_election(silog)
    silog("load", "regions", str(regions))
    ring = "[[[104, 1], [105, 1], [105, 2], [104, 2], [104, 1]]]"
    zones = _write(tmp_path / "zones.geojson", f'{{"type": "Polygon", "coordinates": {ring}}}')
    line = _write(tmp_path / "line.geojson", '{"type": "LineString", "coordinates": [[104, 1], [105, 1]]}')

    assert silog("load", "dead-zones", str(zones)).output == "zones.geojson loaded into PILKADA-2024: 1 dead zones.\n"
    wrong = silog("load", "dead-zones", str(line))

    assert wrong.exit_code == 2
    assert "dead zones are valid Polygons or MultiPolygons, and one is a LineString" in wrong.output


def test_devices_are_invited_as_csv_that_sheets_are_printed_from_and_revoked(silog: Silog, regions: Path, stations: Path) -> None:
    _create_election(silog)
    silog("load", "regions", str(regions))
    silog("load", "stations", str(stations))

    made = silog(
        *("devices", "invite", "--role", "kpps", "--region", "21.03", "--each-place", "--label", "KPPS"),
        *("--base", "https://silog.test/", "--csv"),
    )
    plain = silog("devices", "invite", "--role", "PPK", "--region", "21.03.04", "--label", "PPK Serasan", "--count", "2")

    (row,) = csv.DictReader(made.output.splitlines())
    assert (row["role"], row["region"], row["place"]) == ("KPPS", "21.03.04.1003", "TPS-21.03.04.1003-001")
    assert row["url"] == f"https://silog.test/scan#u={row['code']}"
    assert re.fullmatch(r"(PPK Serasan \d  http://127\.0\.0\.1:8123/scan#u=[A-Z2-7]{26}\n){2}", plain.output)


def test_a_device_is_revoked_with_a_reason(silog: Silog, regions: Path) -> None:
    _create_election(silog)
    silog("load", "regions", str(regions))
    key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    number = key_id(key)
    public = base64.b64encode(key).decode()
    silog("devices", "enrol", "--region", "21.03", "--label", "HP 1", "--algorithm", "ed25519", "--public-key", public)

    assert silog("devices", "revoke", number, "--after", "4", "--reason", "Hilang").output == (
        f"{number} is trusted up to its event 4, and signed out.\n"
    )
    unknown = silog("devices", "revoke", "NOWHERE", "--after", "4", "--reason", "Hilang")
    assert (unknown.exit_code, "There is no device 'NOWHERE'" in unknown.stderr) == (1, True)


def test_the_first_administrator_has_a_password_of_their_own_or_a_link_and_no_default(silog: Silog, regions: Path) -> None:
    _create_election(silog)
    silog("load", "regions", str(regions))

    weak = silog("users", "create-admin", "Ani", "--region", "21", typed="pendek\npendek\n")
    made = silog("users", "create-admin", "Ani", "--region", "21", typed="kapal kecil menuju Midai\n" * 2)
    link = silog("users", "create-admin", "Budi", "--region", "21", "--link")
    again = silog("users", "password", "Ani", typed="perahu besar dari Ranai\n" * 2)
    lost = silog("users", "remove-passkeys", "Ani")

    assert (weak.exit_code, "12 to 200" in weak.stderr) == (2, True)
    assert made.output.splitlines()[-1] == "Created Ani, COORDINATOR in 21. Sign in at http://127.0.0.1:8123/sign-in"
    assert re.fullmatch(r"http://127\.0\.0\.1:8123/sign-in/[\w-]{43}\n", link.output)
    assert again.output.splitlines()[-1] == "Ani has a new password; ended 0 sessions."
    assert lost.output == "Removed 0 passkeys of Ani.\n"
    assert "kapal kecil" not in made.output + again.output
