"""What a plan comes to, on a terminal: legs by departure, tiers, who gets nothing, what breaks."""

from silog_gis.plan.whole.proposal import Leg, Proposal
from silog_gis.plan.whole.task import Task
from silog_gis.plan.whole.words import Language, said_at, sentence

_SHOWN = 20
_WORDS = {
    "id": {
        "tier": "Prioritas {tier}: {served:,} dari {stations:,} TPS, peluang terkecil {worst:.0%}{slack}",
        "slack": ", sisa waktu paling sedikit {hours:g} jam",
        "unserved": "Tidak terlayani",
        "breaks": "Bila {name} tidak berangkat, {count:,} TPS tidak terlayani.",
        "leg": "{departs}  {name}: {origin} -> {destination}, {boxes:,} kotak, tiba {arrives}{last}",
        "last": ", paling lambat berangkat {at}",
        "haul": "Truk sewaan, lewat darat (perkiraan)",
        "total": "{hours:,.1f} jam kapal, biaya Rp {cost:,}",
    },
    "en": {
        "tier": "Tier {tier}: {served:,} of {stations:,} stations, least chance {worst:.0%}{slack}",
        "slack": ", least slack {hours:g} h",
        "unserved": "Not served",
        "breaks": "If {name} does not sail, {count:,} stations are not served.",
        "leg": "{departs}  {name}: {origin} -> {destination}, {boxes:,} boxes, arrives {arrives}{last}",
        "last": ", last safe departure {at}",
        "haul": "Hired trucks, over land (an estimate)",
        "total": "{hours:,.1f} vessel hours, cost Rp {cost:,}",
    },
}


def summary(task: Task, proposal: Proposal, language: Language) -> str:
    """Write it."""
    words, names = _WORDS[language], {place.code: place.name for place in task.places}
    lines = [_leg(leg, names, language) for leg in sorted(proposal.legs, key=lambda leg: leg.departs_at)]
    for each in (tier for tier in proposal.objective.tiers if tier.stations):
        slack = "" if each.least_slack_hours is None else words["slack"].format(hours=each.least_slack_hours)
        served = each.stations - each.unserved
        lines.append(words["tier"].format(tier=each.tier, served=served, stations=each.stations, worst=each.worst_on_time, slack=slack))
    lines += [words["breaks"].format(name=each.name, count=len(each.stations)) for each in proposal.breaks if each.stations]
    reasons = dict[str, int]()
    for left in proposal.unserved:
        said = sentence(left.reason, language)
        reasons[said] = reasons.get(said, 0) + 1
    lines += [f"{words['unserved']} ({count:,} TPS): {said}" for said, count in list(reasons.items())[:_SHOWN]]
    return "\n".join([*lines, words["total"].format(hours=proposal.objective.vessel_hours, cost=proposal.objective.cost)])


def _leg(leg: Leg, names: dict[str, str], language: Language) -> str:
    words = _WORDS[language]
    last = "" if leg.last_safe_departure is None else words["last"].format(at=said_at(leg.last_safe_departure, language))
    return words["leg"].format(
        departs=said_at(leg.departs_at, language),
        name=leg.name or words["haul"],
        origin=names[leg.from_place],
        destination=names[leg.to_place],
        boxes=leg.boxes,
        arrives=said_at(leg.arrives_at, language),
        last=last,
    )
