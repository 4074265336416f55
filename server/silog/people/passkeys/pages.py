"""The page of one's passkeys, and what the sign-in page offers of them: Indonesian first, by day and by night.

Every sentence that the script may have to say stands here, by its code.
"""

from collections.abc import Collection
from datetime import datetime
from html import escape
from typing import Final

from silog.kit.clock import WIB
from silog.people.pages import framed
from silog.people.queries import Passkey
from silog.people.rules import Viewer
from silog.people.rules.passkeys import LONGEST_NAME, NotOffered, RelyingParty

_STYLE: Final = """ul{list-style:none;margin:1.5rem 0;padding:0;display:grid;gap:.625rem}
li{display:grid;grid-template-columns:1fr auto;gap:.5rem .75rem;align-items:center;background:var(--raised);border:1px solid var(--line);
border-radius:10px;padding:.75rem}li p{overflow-wrap:anywhere;margin:0}li form{margin:0}.times{grid-column:1/-1}
time{white-space:nowrap}.none{margin:1.5rem 0}
li button{background:none;color:var(--alert);border:1px solid var(--line);width:auto}"""
_NOT_OFFERED: Final = {
    NotOffered.PLAIN_HTTP: (
        "Kunci sandi hanya dapat dipakai melalui https. Mintalah alamat https kepada pengelola.",
        "Passkeys work over https only. Ask your administrator for the https address.",
    ),
    NotOffered.NO_NAME: (
        "Kunci sandi tidak dapat dipakai pada alamat berupa angka. Buka server ini dengan namanya; di komputer server: localhost.",
        "Passkeys do not work at an address of numbers. Open this server by its name; on its own machine: localhost.",
    ),
}
_MISSING: Final = ("Peramban ini tidak mengenal kunci sandi.", "This browser knows no passkeys.")
_SAID: Final = {
    "PASSKEY_REFUSED": (
        "Kunci sandi ini tidak dapat dipakai masuk di sini. Masuklah dengan kata sandi atau tautan.",
        "This passkey does not sign in here. Use a password or a link.",
    ),
    "CHALLENGE_GONE": ("Terlalu lama atau sudah terpakai. Coba sekali lagi.", "Too late, or used already. Try once more."),
    "CANCELLED": (
        "Tidak ada kunci sandi yang dipakai: dibatalkan, terlalu lama, atau belum ada di perangkat ini.",
        "No passkey was used: cancelled, too late, or there is none on this device.",
    ),
    "PASSKEY_KNOWN": ("Perangkat ini sudah memiliki kunci sandi Anda.", "This device holds a passkey of yours already."),
    "TOO_MANY_PASSKEYS": (
        "Kunci sandi Anda terlalu banyak. Hapus yang tidak dipakai.",
        "You have too many passkeys. Remove what is not used.",
    ),
    "TOO_MANY_ATTEMPTS": (
        "Terlalu banyak percobaan. Tunggu sebentar, lalu coba lagi.",
        "Too many attempts. Wait a while, then try again.",
    ),
    "BAD_INPUT": (
        f"Beri nama kunci ini, paling banyak {LONGEST_NAME} huruf, misalnya: Laptop kantor.",
        f"Give this passkey a name of at most {LONGEST_NAME} letters, for example: Office laptop.",
    ),
    "UNAUTHENTICATED": ("Sesi Anda sudah berakhir. Masuklah lagi.", "Your session has ended. Sign in again."),
    "FORBIDDEN": ("Sesi ini tidak dapat mengurus kunci sandi.", "This session cannot see to passkeys."),
    "UNREACHABLE": (
        "Server tidak menjawab. Periksa sambungan, lalu coba lagi.",
        "The server does not answer. Check the connection, then try again.",
    ),
}
_ANSWERS: Final = '<div role="alert" data-passkey-alert hidden></div>{said}<script type="module" src="/sign-in/passkeys.js"></script>'
_OFFER: Final = """<div data-passkeys hidden><button type="button" class="other" data-passkey-sign-in>Masuk dengan kunci sandi
<span lang="en">/ Passkey</span></button></div>"""
_NEW: Final = """<div data-passkeys hidden><form data-passkey-register>
<label>Nama kunci baru <span class="soft" lang="en">Name of the new passkey</span>
<input name="name" maxlength="{longest}" placeholder="Laptop kantor" autocomplete="off" required></label>
<button>Daftarkan kunci sandi <span lang="en">/ Register</span></button></form></div>"""
_PAGE: Final = """<h1>Kunci sandi</h1><p lang="en">Passkeys</p><p>{name}, {election}</p>
<p class="soft">Masuk tanpa kata sandi: dengan sidik jari, wajah atau PIN perangkat Anda.</p>
<p lang="en">Sign in without a password: by the finger, face or PIN of your own device.</p>
{listed}{offer}<p><a href="/">Kembali ke peta</a> <span lang="en">/ Back to the chart</span></p>"""
_NONE: Final = """<div class="none"><p>Belum ada kunci sandi.</p><p lang="en">No passkey yet.</p></div>"""
_ONE: Final = """<li><div><p><strong>{name}</strong></p><p class="soft">{host}</p></div>
<form method="post" action="/sign-in/passkeys/{id}/remove"><button>Hapus <span lang="en">/ Remove</span></button></form>
<div class="times"><p class="soft">Didaftarkan <span lang="en">/ Registered</span>: {created}</p>
<p class="soft">Terakhir dipakai <span lang="en">/ Last used</span>: {used}</p></div></li>"""


def sign_in_offer(party: RelyingParty | NotOffered) -> str:
    """Offer to sign in by a passkey, or say why a browser would not do it at this address."""
    return _why_not(party) if isinstance(party, NotOffered) else _OFFER + _answers()


def passkeys_page(viewer: Viewer, found: Collection[Passkey], party: RelyingParty | NotOffered) -> str:
    """Show somebody's passkeys, each with a button that removes it, and a form for a new one."""
    listed = f"<ul>{''.join(map(_one, found))}</ul>" if found else _NONE
    if isinstance(party, NotOffered):
        offer = _why_not(party)
    else:
        missing = f"<div data-passkeys-missing hidden>{_both(*_MISSING)}</div>"
        offer = _NEW.format(longest=LONGEST_NAME) + missing + _answers()
    body = _PAGE.format(name=escape(viewer.name or ""), election=escape(viewer.election_code), listed=listed, offer=offer)
    return framed("Kunci sandi", body, _STYLE)


def _one(passkey: Passkey) -> str:
    used = '<span>belum pernah</span> <span lang="en">/ never</span>' if passkey.used_at is None else _time(passkey.used_at)
    name, host = escape(passkey.name), escape(passkey.rp_id)
    return _ONE.format(id=passkey.id, name=name, host=host, created=_time(passkey.created_at), used=used)


def _time(moment: datetime) -> str:
    return f'<time datetime="{moment.isoformat(timespec="seconds")}">{moment.astimezone(WIB):%d/%m/%Y %H.%M} WIB</time>'


def _answers() -> str:
    return _ANSWERS.format(said="".join(f'<template data-said="{code}">{_both(*said)}</template>' for code, said in _SAID.items()))


def _why_not(reason: NotOffered) -> str:
    return f'<div class="soft" style="margin-bottom:1rem">{_both(*_NOT_OFFERED[reason])}</div>'


def _both(sentence: str, english: str) -> str:
    return f'<p>{escape(sentence)}</p><p lang="en">{escape(english)}</p>'
