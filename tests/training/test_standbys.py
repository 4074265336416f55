"""Standbys of the training election: sound, at ports where they can lie, in every kab/kota, and in the fleet that plans are made of."""

from tests.training.conftest import latihan

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.places.queries import Election, FacilityFacts
from silog.planning.queries import fleet_of
from silog.planning.rules import wrong_terms
from silog.training.building.standbys import ensure_standbys, standbys_of
from silog.training.facts import Scenario

KABKOTA = ("21.01", "21.02", "21.03", "21.04", "21.05", "21.71", "21.72")


def test_every_kabkota_has_villagers_boats_that_are_called_before_a_ship_of_the_state(
    scenario: Scenario, places: list[FacilityFacts]
) -> None:
    found = standbys_of(scenario.season, {place.code: place for place in places})

    berths, rank = {place.code: place.berth for place in places}, {one.conveyance_code: one.standby_rank for one in found.terms}
    ranks: dict[str, set[int | None]] = {}
    for one in found.conveyances:
        ranks.setdefault(one.region_code, set()).add(rank[one.code])
    assert ranks == {code: {1, 2} for code in KABKOTA}
    assert [wrong for one in found.terms if (wrong := wrong_terms(one))] == []
    assert all(berths[one.home_code or ""] is not None for one in found.conveyances)
    assert all("; B: pompong warga; C: kapal pemerintah, TNI AL atau SAR" in plan.fallback for plan in scenario.districts.values())


async def test_an_election_is_given_them_once_and_what_a_planner_has_set_stays(
    product: Database, election: Election, scenario: Scenario
) -> None:
    await ensure_standbys(product, election, scenario.season)
    async with product.unit_of_work(Scope.whole_election(election.id)) as work:
        await (await work.driver).execute("UPDATE vessel_terms SET notice_hours = 2 WHERE conveyance_code = 'CNV-WARGA-PORT-tarempa'")

    await ensure_standbys(product, await latihan(product), scenario.season)

    async with product.unit_of_work(Scope.whole_election(election.id)) as work:
        fleet = {one.code: one.terms for one in await fleet_of(work) if one.terms.standby_rank is not None}
    assert {one.partition("PORT-")[0] for one in fleet} == {"CNV-WARGA-", "CNV-NEGARA-"}
    assert "CNV-NEGARA-PORT-tarempa" in fleet
    assert fleet["CNV-WARGA-PORT-tarempa"].notice_hours == 2
