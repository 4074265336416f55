-- What the other scripts of this folder share. Every value follows from a number, so two machines build the same data.
CREATE SCHEMA bench;

-- A number from 0 up to below `most`, which looks like chance and is none (Knuth's multiplicative hash).
CREATE FUNCTION bench.drawn(number bigint, most bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
  RETURN ((number + 1) * 2654435761 % 4294967296) * most / 4294967296;

-- An identifier as a device makes it: a version 7 UUID of its time. Without a hash, of which ten million take a minute.
CREATE FUNCTION bench.scan_id(at timestamptz, box bigint, number integer) RETURNS uuid LANGUAGE sql STABLE
  RETURN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(bench.drawn(number, 4096)), 3, '0')
    || 'a' || lpad(to_hex(bench.drawn(box, 268435456)), 7, '0') || lpad(to_hex(box), 8, '0'))::uuid;

-- When the scan of that number of a box was made: its scans are spread evenly over 27 days, and between two of them all other boxes
-- have their turn, so that rows are written in the order of time as they are in life.
CREATE FUNCTION bench.scanned_at(box bigint, number integer, boxes bigint, step_ms bigint) RETURNS timestamptz LANGUAGE sql STABLE
  RETURN '2024-10-31T17:00:00Z'::timestamptz + (number * step_ms + box * step_ms / boxes) * interval '1 millisecond';

-- The device that scans in a village.
CREATE FUNCTION bench.device(village text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN 'dev-' || replace(village, '.', '') || '-' || left(md5(village), 12);

CREATE FUNCTION bench.name(number bigint) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN (ARRAY['Tanjung', 'Sungai', 'Pulau', 'Teluk', 'Batu', 'Air', 'Bukit', 'Muara', 'Kampung', 'Gunung', 'Desa', 'Rawa'])[1 + number % 12]
    || ' ' || (ARRAY['Kelapa', 'Bakau', 'Jati', 'Merah', 'Harapan', 'Mulia', 'Pinang', 'Sejahtera', 'Lestari', 'Makmur', 'Permai', 'Damai',
      'Sentosa', 'Indah', 'Raya', 'Selat', 'Pasir', 'Nyiur', 'Cengkeh'])[1 + number / 12 % 19]
    || (ARRAY['', ' Utara', ' Selatan', ' Timur', ' Barat', ' Tengah', ' Hulu', ' Hilir'])[1 + number / 228 % 8];
