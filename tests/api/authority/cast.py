"""Who asks in the matrix: every role, people of the own and of another regency, a device, the public."""

from dataclasses import dataclass
from typing import Final

from silog.kit.database import Database
from silog.people.actions import Invited, Newcomer, enrol_by_invitation, ensure_user, invite_devices, make_bearer_token
from silog.people.rules import KeyAlgorithm, Right, Role, Viewer

HERE, ELSEWHERE = "21.03", "21.05"
DEVICE: Final = "DEVICE"
EVERYBODY: Final = (*(role.value for role in Role), DEVICE)
OFFICE: Final = Viewer("Kantor", Role.COORDINATOR, "", 1, "LATIHAN-2024")


@dataclass(frozen=True)
class Actor:
    """One who asks; `token` '' is the public's."""

    name: str
    viewer: Viewer
    token: str

    @property
    def is_public(self) -> bool:
        """Whether nobody has signed in."""
        return self.viewer.role is Role.PUBLIC

    @property
    def headers(self) -> dict[str, str]:
        """What a request of theirs carries."""
        return {"authorization": f"Bearer {self.token}"} if self.token else {"silog-election": "LATIHAN-2024"}

    def may(self, right: Right | None) -> bool:
        """Whether they carry a right; None is what everybody who has signed in may do."""
        return not self.is_public if right is None else self.viewer.may(right)


async def actor(database: Database, name: str, region: str) -> Actor:
    """Make one who asks, at home in a region."""
    if name == Role.PUBLIC:
        return Actor(name, Viewer.public(1, "LATIHAN-2024"), "")
    if name == DEVICE:
        (sheet,) = await invite_devices(database, OFFICE, Invited(Role.PPK, region, f"HP {region}"))
        enrolled = await enrol_by_invitation(database, Newcomer(sheet.code, KeyAlgorithm.ED25519, region.encode().ljust(32, b"\x07")))
        return Actor(name, enrolled.viewer, enrolled.token)
    user = await ensure_user(database, 1, f"{name} {region}", Role(name), region)
    token = await make_bearer_token(database, user.id)
    return Actor(name, Viewer(user.name, user.role, region, 1, "LATIHAN-2024"), token)
