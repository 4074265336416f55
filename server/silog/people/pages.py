"""The pages of signing in, served before anything else of the screens: Indonesian first, by day and by night.

No script is needed but for passkeys (passkeys/pages.py), which hide where there is none.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from silog.errors import SilogError
from silog.people.attempts import TOO_MANY
from silog.places.queries import Election

_STYLE: Final = """:root{color-scheme:light dark;--paper:light-dark(#fcfaf4,#0f181e);--raised:light-dark(#fff,#16222a);
--ink:light-dark(#15252d,#dbe3e6);--soft:light-dark(#4b5a61,#9badb6);--line:light-dark(#857f6d,#6f828d);--action:light-dark(#0b4f6c,#7cc4e0);
--on-action:light-dark(#fff,#06141b);--alert:light-dark(#a8210f,#ff9a85);--alert-paper:light-dark(#fdebe4,#351711)}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.25rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif}main{width:100%;max-width:25rem}h1{font-size:1.375rem;line-height:1.25;margin:0 0 .25rem}
p{margin:.25rem 0}.soft,[lang=en]{color:var(--soft);font-size:.875rem}form{display:grid;gap:.875rem;margin:1.5rem 0}
label{display:grid;gap:.3rem;font-weight:600}label .soft{font-weight:400}
input,select,button{font:inherit;min-height:44px;border-radius:10px;padding:.5rem .75rem;width:100%}
input,select{border:1px solid var(--line);background:var(--raised);color:var(--ink);font-weight:400}
[hidden]{display:none!important}button{border:0;background:var(--action);color:var(--on-action);font-weight:600;cursor:pointer}
.other{background:none;color:var(--action);border:1px solid var(--line)}
:focus-visible{outline:3px solid var(--action);outline-offset:2px}a{color:var(--action)}
[role=alert]{background:var(--alert-paper);color:var(--alert);border-radius:10px;padding:.625rem .875rem;margin:1rem 0}
[role=alert] [lang=en],button [lang=en]{color:inherit}code{font-size:.875em}"""
_FRAME: Final = """<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<title>{title} - Silog Kepri</title><style>{style}</style><main>{body}</main></html>"""
_FORM: Final = """<h1>Masuk ke Silog Kepri</h1><p lang="en">Sign in</p>{said}
<form method="post" action="/sign-in">
<label>Nama <span class="soft" lang="en">Name</span><input name="name" value="{name}" autocomplete="username" required autofocus></label>
<label>Kata sandi <span class="soft" lang="en">Password</span>
<input name="password" type="password" autocomplete="current-password" required></label>
{elections}<button>Masuk <span lang="en">/ Sign in</span></button></form>
{offer}<p class="soft">Belum punya kata sandi? Mintalah tautan masuk kepada pengelola.</p>
<p lang="en">No password yet? Ask your administrator for a sign-in link.</p>
<p><a href="/">Buka tampilan publik</a> <span lang="en">/ Open the public view</span></p>"""
_WRONG: Final = ("Nama atau kata sandi salah.", "Name or password is wrong.")
_HELD: Final = (
    "Terlalu banyak percobaan gagal. Tunggu sebentar, lalu coba lagi.",
    "Too many attempts failed. Wait a while, then try again.",
)
_REFUSALS: Final = {
    "LINK_USED": ("Tautan ini sudah dipakai", "Tautan masuk hanya berlaku satu kali.", "This link was used already; it works once."),
    "LINK_EXPIRED": ("Tautan ini kedaluwarsa", "Tautan masuk berlaku selama 24 jam.", "This link has expired; it works for 24 hours."),
    "LINK_UNKNOWN": ("Tautan ini tidak dikenal", "Periksa apakah tautan disalin lengkap.", "This link is not known; was it copied whole?"),
}
_REFUSED: Final = """<h1>{title}</h1><p>{said} Mintalah tautan baru kepada pengelola: <code>silog users link NAMA</code></p>
<p lang="en">{english} Ask the operator for a new one.</p>
<p><a href="/sign-in">Masuk dengan kata sandi</a> <span lang="en">/ Sign in by password</span></p>
<p><a href="/">Buka tampilan publik</a> <span lang="en">/ Open the public view</span></p>"""


_NOWHERE: Final = """<h1>Halaman ini tidak ada</h1><p>Periksa alamatnya: mungkin salah ketik atau tidak tersalin lengkap.</p>
<p lang="en">There is no such page. Was the address typed or copied whole?</p>
<p><a href="/">Buka peta</a> <span lang="en">/ Open the chart</span></p>"""


def framed(title: str, body: str, style: str = "") -> str:
    """Put a page's body, which is markup already, into the frame of all pages of signing in."""
    return _FRAME.format(title=escape(title), style=_STYLE + style, body=body)


def nowhere_page() -> str:
    """Say to a browser that nothing is at its address, and lead to the chart."""
    return framed("Halaman ini tidak ada", _NOWHERE)


def sign_in_page(
    elections: Sequence[Election], offer: str, error: SilogError | None = None, name: str = "", election: str | None = None
) -> str:
    """Ask for name and password, and for the election where there are several; after a failure say what was wrong, and keep the name.

    `offer` is the markup that offers passkeys.
    """
    said = ""
    if error is not None:
        sentence, english = _WRONG if error.code == "WRONG_PASSWORD" else _HELD if error.code == TOO_MANY else (error.message, error.hint)
        said = f'<div role="alert"><p>{escape(sentence)}</p><p lang="en">{escape(english)}</p></div>'
    return framed("Masuk", _FORM.format(said=said, name=escape(name), elections=_choice(elections, election), offer=offer))


def link_refused_page(error: SilogError) -> str:
    """Say why a sign-in link opens nothing, and what to do."""
    title, said, english = _REFUSALS.get(error.code, (error.message, "", error.message))
    return framed(title, _REFUSED.format(title=escape(title), said=escape(said), english=escape(english)))


def _choice(elections: Sequence[Election], chosen: str | None) -> str:
    if len(elections) < 2:  # noqa: PLR2004 -- one needs no choice
        return ""
    ordered = sorted(elections, key=lambda one: one.kind != "REAL")
    options = "".join(
        f'<option value="{escape(one.code)}"{" selected" if one.code == chosen else ""}>{escape(one.name)}</option>' for one in ordered
    )
    return f'<label>Pemilihan <span class="soft" lang="en">Election</span><select name="election">{options}</select></label>'
