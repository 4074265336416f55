import { id as head } from '../../design/head/id';

/** Bahasa Indonesia, the first language of the page of test vectors. A key here is a key in every language. */
export const id = {
  ...head,
  'app.name': 'Silog Vektor Uji',
  'sentence.none': 'Apakah peramban ini menandatangani dengan benar? Uji dengan vektor dari luar.',
  'sentence.trying': 'Mencoba…',
  'sentence.all': 'Semua {count} kasus sesuai dengan kata penulisnya.',
  'sentence.some': '{wrong} dari {count} kasus tidak sesuai dengan kata penulisnya.',
  'sentence.nothing': 'Tidak ada kasus yang dicoba.',
  'sentence.impossible': 'Tidak dapat dicoba di peramban ini: {files}.',
  'intro': 'Untuk auditor: vektor uji Wycheproof (Ed25519 dan P-256) dan berkas penulis RFC 8785, sama dengan yang dipakai perintah',
  'intro.stays': 'Berkas dibaca di peramban ini dan tidak dikirim ke mana pun.',

  'give.drop': 'Letakkan berkas atau folder di sini',
  'give.folder': 'Pilih folder (semua sekaligus)',
  'give.files': 'Pilih berkas Wycheproof',
  'give.input': 'Pilih masukan RFC 8785 (jcs/input)',
  'give.output': 'Pilih hasil RFC 8785 (jcs/output)',
  'give.clear': 'Mulai lagi',
  'give.unread': 'Berkas tidak dapat dibaca: {reason}',

  'table.label': 'Hasil per berkas',
  'table.file': 'Berkas',
  'table.cases': 'Kasus',
  'table.right': 'Sesuai',
  'table.wrong': 'Tidak sesuai',
  'table.signed': '{count} pesan juga ditandatangani dengan kode ponsel, dan tanda tangannya diperiksa.',
  'table.notTried': 'tidak dicoba',
  'what.ED25519': 'tanda tangan Ed25519',
  'what.P256': 'tanda tangan P-256',
  'what.JCS': 'bentuk kanonik, RFC 8785',

  'miss.REFUSED': 'menurut penulis sah, di sini ditolak',
  'miss.TAKEN': 'menurut penulis tidak sah, di sini diterima',
  'miss.KEY': 'menurut penulis sah, kuncinya tidak dibaca peramban ini: {reason}',
  'miss.SIGNING': 'tanda tangan kode ponsel atas pesan ini ditolak peramban ini',
  'miss.TEXT': 'menurut penulis: {expected} · di sini: {found}',
  'miss.SCAN': 'menurut penulis: {expected} · di sini, ditulis sebagai isi pindaian: {found}',

  'impossible.UNSUPPORTED': 'Peramban ini tidak mengenal {what}. Tidak satu kasus pun dihitung lulus. Ponsel dengan peramban ini membuat kunci P-256.',
  'impossible.INSECURE': 'Peramban memberi WebCrypto hanya kepada halaman https. Tidak satu kasus pun dihitung lulus. Buka halaman ini lewat https.',

  'unknown.title': 'Bukan vektor uji yang dikenal',
  'unknown.NOT_JSON': 'bukan JSON',
  'unknown.NO_VECTORS': 'bukan berkas Wycheproof. Bila ini berkas RFC 8785, pilih foldernya, atau lewat “masukan” dan “hasil”',
  'unknown.OTHER_ALGORITHM': 'vektor Wycheproof untuk algoritme lain. Yang dipakai perangkat: ed25519_test.json dan ecdsa_secp256r1_sha256_p1363_test.json',
  'unknown.BROKEN': 'vektor Wycheproof yang rusak: kunci, pesan, tanda tangan, atau hasil sebuah kasus tidak terbaca',
  'unknown.ALONE': 'hanya masukan atau hanya hasil. Pilih juga berkas pasangannya',

  'ran.title': 'Apa yang dijalankan',
  'ran.signatures': 'Tanda tangan dalam berkas diperiksa oleh WebCrypto peramban ini, dengan algoritme dan bentuk kunci dari kode ponsel pemindai. Kunci yang tidak dibaca peramban dihitung sebagai tanda tangan yang ditolak.',
  'ran.signing': 'Ponsel sendiri hanya menandatangani. Karena itu setiap pesan dalam berkas juga ditandatangani dengan kode ponsel dan kunci baru, lalu diperiksa.',
  'ran.canonical': 'Bentuk kanonik dibuat oleh kode yang dipakai ponsel. Masukan yang dapat menjadi isi pindaian (teks, bilangan bulat, daftar teks) menjadi kasus kedua: dicoba lagi dengan fungsi yang menulis pindaian sebelum ditandatangani.',
  'ran.browser': 'Peramban: {agent}',
} as const;
