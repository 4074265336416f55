"""The basemap holds the layers and attributes that the map's style counts on."""

import gzip
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
from pmtiles import reader as pmtiles_reader

from silog_gis.basemap import build


@pytest.mark.long
def test_a_tile_over_natuna_holds_every_layer(tmp_path: Path) -> None:
    build(tmp_path / "basemap.pmtiles")

    pmtiles: Any = pmtiles_reader
    with (tmp_path / "basemap.pmtiles").open("rb") as file:
        reader = pmtiles.Reader(pmtiles.MmapSource(file))
        header = reader.header()
        tile = mapbox_vector_tile.decode(gzip.decompress(reader.get(9, 410, 250)))
        overview = mapbox_vector_tile.decode(gzip.decompress(reader.get(4, 12, 7)))
    assert (header["min_zoom"], header["max_zoom"]) == (4, 12)
    assert set(tile) == {"land", "regions", "places", "islands", "ports"}
    assert {feature["properties"]["level"] for feature in tile["regions"]["features"]} == {"PROVINCE", "REGENCY", "DISTRICT"}
    assert {"code", "name", "kind", "quality", "rank"} == set(tile["ports"]["features"][0]["properties"])
    assert "land" in overview
    assert list(tmp_path.iterdir()) == [tmp_path / "basemap.pmtiles"]
