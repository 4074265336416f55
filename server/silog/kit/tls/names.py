"""What this machine is called in its network: its addresses and host names, as its certificate must list them."""

import ipaddress
import re
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import psutil

from silog.errors import WRONG_INPUT, SilogError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_HOST: Final = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_VIRTUAL: Final = re.compile(r"(docker|br-|veth|virbr|vmnet|tun|tap|wg|zt)")
"""Interfaces that a phone in the same room does not reach; listed all the same, behind the others."""


@dataclass(frozen=True, slots=True)
class Names:
    """Host names and addresses, the one to tell people first."""

    hosts: tuple[str, ...]
    addresses: tuple[Address, ...]

    @property
    def best(self) -> str:
        """What a phone types: the first address, since few small networks resolve names."""
        return next((str(address) for address in self.addresses if not address.is_loopback), "127.0.0.1")


def names_of_this_machine(further_hosts: Iterable[str] = ()) -> Names:
    """Ask the system for its names and addresses. `further_hosts`: what else it is called, by the router's name service for example."""
    found = psutil.net_if_addrs()
    host = socket.gethostname().lower()
    own = [host, f"{host}.local"] if _HOST.fullmatch(host) and "." not in host else [host]
    hosts = dict.fromkeys([*map(read_host, further_hosts), *(name for name in own if _HOST.fullmatch(name)), "localhost"])
    return Names(tuple(hosts), (*_usable(found), ipaddress.IPv4Address("127.0.0.1")))


def read_host(text: str) -> str:
    """Read a host name; wrong input when it is none."""
    name = text.strip().lower().rstrip(".")
    if not _HOST.fullmatch(name):
        raise SilogError(WRONG_INPUT, f"{text[:60]!r} is no host name.", "Letters, digits, hyphens and dots, for example silog.lan.")
    return name


def _usable(found: Mapping[str, Sequence[object]]) -> list[Address]:
    """Give the addresses that another machine can reach, real interfaces first, in an order that does not change by itself."""
    usable: list[tuple[bool, int, str, Address]] = []
    for interface, entries in found.items():
        for entry in entries:
            family, text = getattr(entry, "family", None), str(getattr(entry, "address", ""))
            if family not in {socket.AF_INET, socket.AF_INET6}:
                continue
            address = ipaddress.ip_address(text.partition("%")[0])
            if not (address.is_loopback or address.is_link_local or address.is_unspecified):
                usable.append((_VIRTUAL.match(interface) is not None, address.version, interface, address))
    return [address for *_, address in sorted(usable, key=lambda one: (one[0], one[1], one[2], int(one[3])))]
