"""The page that tells a phone how to trust this machine, in Bahasa Indonesia first. It is read over plain http and asks for nothing."""

from html import escape
from typing import Final

_PAGE: Final = """<!doctype html>
<html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Silog Kepri: percayai server ini</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.05rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1.2rem 3rem }}
a.big {{ display: block; margin: 1rem 0; padding: 1rem; border-radius: .6rem; background: #14507e; color: #fff; text-align: center;
  text-decoration: none; font-weight: 600 }}
code {{ word-break: break-all }} [lang=en] {{ opacity: .8; font-size: .95rem }} h2 {{ margin-top: 2.2rem }}
</style>
<h1>Percayai server Silog ini</h1>
<p>Kamera ponsel hanya bekerja pada alamat https. Lakukan ini satu kali saja.</p>
<p lang="en">A phone gives a page its camera over https only. Do this once.</p>
<a class="big" href="/{file}">1. Unduh sertifikat / Download the certificate</a>
<p>Cocokkan sidik jari SHA-256 dengan yang tampil di layar server.
<span lang="en">Compare the fingerprint with the server's screen:</span><br>
<code>{fingerprint}</code></p>
<h2>Android</h2>
<p>Setelan, Keamanan, Enkripsi &amp; kredensial, Instal sertifikat, <b>Sertifikat CA</b>, Tetap instal, pilih <code>{file}</code>.</p>
<p lang="en">Settings, Security, Encryption &amp; credentials, Install a certificate, <b>CA certificate</b>, Install anyway, choose the
file.</p>
<h2>iPhone, iPad</h2>
<p>Buka halaman ini di Safari dan izinkan unduhan. Pengaturan, Umum, VPN &amp; Manajemen Perangkat: instal profil. Lalu Umum, Mengenai,
<b>Pengaturan Kepercayaan Sertifikat</b>: nyalakan.</p>
<p lang="en">Open this page in Safari and allow the download. Settings, General, VPN &amp; Device Management: install the profile. Then
General, About, <b>Certificate Trust Settings</b>: switch it on.</p>
<a class="big" href="{address}/">2. Buka Silog / Open Silog</a>
<p>Sertifikat ini hanya berlaku untuk alamat jaringan setempat, dan dapat dihapus setelah pemilihan.
<span lang="en">It speaks for addresses of local networks only, and can be removed after the election.</span></p>
</html>
"""


def trust_page(address: str, fingerprint: str, file: str) -> str:
    """Write the page for a server at `address` whose authority's certificate has this fingerprint and is served as `file`."""
    return _PAGE.format(address=escape(address), fingerprint=escape(fingerprint), file=escape(file))
