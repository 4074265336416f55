import { id as convoys } from '../../convoys/words/id';
import { id as head } from '../../design/head/id';

/** Bahasa Indonesia, the first language of the page of escorts. A key here is a key in every language. */
export const id = {
  ...head,
  ...convoys,
  'app.name': 'Silog Pengawalan',
  'app.loading': 'Memuat…',
  'app.cancel': 'Batal',
  'app.unreachable': 'Server tidak dapat dihubungi. Mencoba lagi…',

  'closed.title': 'Halaman ini untuk pengawal konvoi',
  'closed.why': 'Pengawal melihat konvoinya sendiri, menyatakan hadir, dan melaporkan kejadian. Peran Anda bukan pengawal.',
  'closed.out': 'Masuk dengan tautan atau kata sandi dari kantor KPU, atau buka halaman ini di ponsel pengawal yang sudah terdaftar.',
  'closed.signIn': 'Masuk',
  'closed.map': 'Buka peta',

  'sentence.none': 'Anda belum mengawal konvoi.',
  'sentence.own': 'Anda mengawal {name}.',
  'sentence.many': 'Anda mengawal {count} konvoi.',
  'sentence.missing': '{count} konfirmasi belum ada.',
  'none.why': 'Kantor KPU menugaskan pengawal. Halaman ini memeriksa sendiri setiap setengah menit.',

  'queue.unsent': '{count} belum terkirim, tertua {time}. Tersimpan di ponsel ini dan terkirim sendiri begitu ada sinyal.',
  'queue.full': 'Penyimpanan ponsel penuh: {count} pernyataan ini tidak tersimpan, hanya ada di layar ini.',
  'queue.fullHow': 'Jangan tutup halaman ini. Pernyataan terkirim sendiri begitu ada sinyal, dan tersimpan sendiri begitu ada ruang: hapus foto, video, atau aplikasi yang tidak dipakai.',
  'queue.clear': 'Semua terkirim.',
  'queue.refused': 'Tidak diterima server: {reason}',
  'queue.drop': 'Sudah saya baca',
  'queue.waits': 'menunggu sinyal',

  'private': 'Posisi pengawal tidak pernah ditampilkan kepada publik.',
  'offline.YES': 'Halaman ini terbuka juga tanpa sinyal.',
  'offline.NOT_YET': 'Biarkan halaman ini terbuka selagi ada sinyal: belum tersimpan di ponsel ini untuk dibuka tanpa sinyal.',
  'offline.INSECURE': 'Lewat http halaman ini tidak dapat dibuka tanpa sinyal. Buka lewat https.',
  'offline.UNABLE': 'Peramban ini, atau jendela penyamaran ini, tidak dapat membuka halaman tanpa sinyal.',
  'offline.FULL': 'Penyimpanan ponsel penuh: konvoi tidak tersimpan untuk dibuka tanpa sinyal.',
  'next.none': 'Semua perjalanan sudah dikonfirmasi.',
  'do.DEPARTURE': 'HADIR: berangkat dari {place}',
  'do.ARRIVAL': 'HADIR: tiba di {place}',
  'do.checkpoint': 'Titik periksa…',
  'do.report': 'Laporkan kejadian…',
  'do.confirm': 'Saya hadir',

  'confirm.title.DEPARTURE': 'Hadir saat berangkat dari {place}?',
  'confirm.title.ARRIVAL': 'Hadir saat tiba di {place}?',
  'confirm.title.CHECKPOINT': 'Hadir di titik periksa',
  'confirm.when': 'Waktu pemilihan: {time} WIB. Pernyataan tidak dapat diubah atau dihapus.',
  'confirm.yes': 'Ya, saya hadir',
  'confirm.place': 'Tempat',
  'confirm.atSea': 'Di laut, di posisi ponsel ini',
  'confirm.position': 'Sertakan posisi ponsel',
  'confirm.noPosition': 'Ponsel ini tidak tahu posisinya: pilih tempat.',

  'report.title': 'Laporkan kejadian di {name}',
  'report.kind': 'Apa yang terjadi',
  'report.text': 'Ceritakan singkat',
  'report.place': 'Tempat (bila ada)',
  'report.nowhere': 'Dalam perjalanan',
  'report.send': 'Laporkan',
  'report.means': 'Insiden terbuka untuk kantor KPU dan pengawas, sampai ada yang menyelesaikannya.',

  'shipments.label': 'Pengiriman dan kotak',
} as const;
