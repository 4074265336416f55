import { afterEach, describe, expect, test, vi } from 'vitest';
import { readCheckpoint } from '../../src/log/checkpoint';
import { fromBase64, fromDecimal, toBase64 } from '../../src/log/encoding';
import { Fault, Unavailable } from '../../src/log/fault';
import { readNote, readVerifierKey, readWitnessKey, verifyCosignature, verifyNote } from '../../src/log/note';
import { readProof } from '../../src/log/proof';
import { verifyScan } from '../../src/log/scan';
import { consistencyPath, pathOf } from '../../src/log/tiles';
import { leafHash, verifyConsistency, verifyInclusion } from '../../src/log/tree';
import { verifySameLog, verifyVisit } from '../../src/log/visit';
import { Contradicted, verifyWitnesses } from '../../src/log/witness';
import { base64url, fromBase64url, sha256, utf8 } from '../../src/scan/core/bytes';
import { makeKey, sign, type Algorithm } from '../../src/scan/core/key';
import { checkpointOf, entry, rootAt, rowsOf, tilesOf, told, treeOf } from './tree';
import vectors from './vectors.json' with { type: 'json' };

const SMALL = Array.from({ length: 18 }, (_, size) => size);
const AROUND_TILES = [1, 255, 256, 257, 511, 512, 513, 700];
const SOME_BYTES = [0, 6, 13, 31];
const flipped = (bytes: Uint8Array, at: number, bit = at % 8) => bytes.map((byte, here) => (here === at ? byte ^ (1 << bit) : byte)) as Uint8Array<ArrayBuffer>;
const faultOf = (promise: Promise<unknown>) => promise.then(() => 'none', (reason: unknown) => (reason instanceof Fault ? reason.kind : Promise.reject(reason as Error)));

/** A hash takes a browser microseconds, and a machine that does much else beside it a multiple. */
vi.setConfig({ testTimeout: 60_000 });
afterEach(() => vi.restoreAllMocks());

describe('how bytes and numbers are written', () => {
  test('base64 has one form', () => {
    expect(fromBase64('AQID', 'it')).toEqual(new Uint8Array([1, 2, 3]));
    expect(toBase64(new Uint8Array([251, 255]))).toBe('+/8=');
    for (const text of ['', 'AQI', 'AQJ=', 'AQ==\n', ' AQID', 'AQI_', 'A===', 'ä']) expect(() => fromBase64(text, 'it')).toThrow(Fault);
  });

  test('a number has no leading zero, no sign, and is held exactly', () => {
    expect(['0', '7', '9007199254740991'].map((text) => fromDecimal(text, 'it'))).toEqual([0, 7, 2 ** 53 - 1]);
    for (const text of ['', '00', '07', '-1', '+1', '1.0', '1e3', ' 1', '٣', '9007199254740992']) expect(() => fromDecimal(text, 'it')).toThrow(Fault);
  });
});

describe('a signed note', () => {
  const note = checkpointOf(700);
  const [text, signature] = [note.slice(0, note.indexOf('\n\n') + 1), note.slice(note.indexOf('\n\n') + 2)];
  const bytes = new Uint8Array(Buffer.from(signature.trim().split(' ').at(-1)!, 'base64'));
  const signed = (content: Uint8Array) => `${text}\n— ${vectors.origin} ${toBase64(content)}\n`;

  test('is good by the key that signed it, whoever has signed it besides', async () => {
    const key = await readVerifierKey(vectors.verifierKey);
    const besides = `— witness.example ${toBase64(new Uint8Array(80))}\n`;

    expect(await verifyNote(readNote(note), key)).toBe('GOOD');
    expect(await verifyNote(readNote(`${text}\n${besides}${signature}`), key)).toBe('GOOD');
    expect(readCheckpoint(note)).toMatchObject({ origin: vectors.origin, size: 700, root: new Uint8Array(rootAt(700)) });
  });

  test('is refused with any bit of its signature changed, or by another key', async () => {
    const key = await readVerifierKey(vectors.verifierKey);

    for (let at = 0; at < bytes.length; at += 1) expect(await faultOf(verifyNote(readNote(signed(flipped(bytes, at))), key))).toBe('UNSIGNED');
    expect(await faultOf(verifyNote(readNote(signed(bytes.slice(0, -1))), key))).toBe('UNSIGNED');
    expect(await faultOf(verifyNote(readNote(vectors.byTheOtherKey), key))).toBe('UNSIGNED');
    // One of the key's signatures fits and one does not.
    expect(await faultOf(verifyNote(readNote(note + signed(flipped(bytes, 9)).slice(text.length + 1)), key))).toBe('UNSIGNED');
  });

  test.each([
    ['no signature', text], ['no end of its line', note.slice(0, -1)], ['no text', `\n\n${signature}`], ['a hyphen for the dash', note.replace('—', '-')],
    ['a carriage return', note.replace('\n', '\r\n')], ['half a character', note.replace('silog', '\ud800ilog')], ['a plus in a name', `${text}\n— a+b AAAAAAAA\n`],
    ['a signature of four bytes', signed(bytes.slice(0, 4))], ['an empty line at the end', `${note}\n`], ['too many signatures', text + '\n' + signature.repeat(101)],
  ])('is refused where it has %s', (_, broken) => {
    expect(() => readNote(broken)).toThrow(Fault);
  });

  test('is not good in a browser without Ed25519, and not bad either', async () => {
    const key = await readVerifierKey(vectors.verifierKey);
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('Unrecognized name.', 'NotSupportedError'));

    expect(await verifyNote(readNote(note), key)).toBe('UNKNOWN');
    expect(await verifyVisit(null, told(700), tilesOf(700, []))).toMatchObject({ signature: 'UNKNOWN', checkpoint: { size: 700 } });
  });

  test('goes by a key whose id follows from it', async () => {
    const [name, id, encoded] = vectors.verifierKey.split('+') as [string, string, string];
    const key = new Uint8Array(Buffer.from(vectors.verifierKey.slice(name.length + id.length + 2), 'base64'));

    expect(await readVerifierKey(vectors.verifierKey)).toEqual({ name, id, publicKey: key.slice(1) });
    expect(encoded.length).toBeGreaterThan(0);
    for (let at = 0; at < key.length; at += 1) expect(await faultOf(readVerifierKey(`${name}+${id}+${toBase64(flipped(key, at))}`))).toBe('MALFORMED');
    for (const text of ['', name, `${name}+${id}`, `+${id}+AA==`, vectors.verifierKey.replace(id, '00000000'), vectors.verifierKey.replace('/UJI', ' UJI')]) {
      expect(await faultOf(readVerifierKey(text))).toBe('MALFORMED');
    }
  });
});

describe('a checkpoint', () => {
  const withText = (text: string) => `${text}\n— ${vectors.origin} AAAAAAAA\n`;

  test.each(['', 'a\n', 'a\n1\n', 'a\n01\nROOT\n', 'a\n-1\nROOT\n', '\n1\nROOT\n', 'a\n1\nAAAA\n', 'a\n1\nROOT\n\nmore\n'])('is refused where its text is %j', (text) => {
    expect(() => readCheckpoint(withText(text.replace('ROOT', vectors.roots[1])))).toThrow(Fault);
  });

  test('may say more on lines of their own', () => {
    expect(readCheckpoint(withText(`a\n1\n${vectors.roots[1]}\nmore\n`)).size).toBe(1);
  });
});

describe('the proof that a scan is in the log', () => {
  test.each(vectors.proofs)('holds for entry $index of $size', async ({ index, size, leaf, text }) => {
    const proof = readProof(text);

    expect(toBase64(await leafHash(utf8(entry(index))))).toBe(leaf);
    expect(proof).toMatchObject({ index, checkpoint: treeOf(size) });
    await verifyInclusion(fromBase64(leaf, 'it'), index, treeOf(size), proof.path);
  });

  test.each(vectors.proofs)('holds for nothing else than entry $index of $size', async ({ index, size, leaf, text }) => {
    const { path } = readProof(text);
    const hash = fromBase64(leaf, 'it');
    const tree = treeOf(size);
    const wrong: [Uint8Array<ArrayBuffer>, number, typeof tree, Uint8Array<ArrayBuffer>[]][] = [
      ...SOME_BYTES.map((at) => [flipped(hash, at), index, tree, [...path]] as (typeof wrong)[number]),
      ...SOME_BYTES.map((at) => [hash, index, { size, root: flipped(tree.root, at) }, [...path]] as (typeof wrong)[number]),
      ...path.map((_, at) => [hash, index, tree, path.map((one, here) => (here === at ? flipped(one, at) : one))] as (typeof wrong)[number]),
      ...path.map((_, at) => [hash, index, tree, path.toSpliced(at, 1)] as (typeof wrong)[number]),
      [hash, index, tree, [...path, hash]], [hash, size, tree, [...path]],
      ...(size > 1 ? [[hash, index ^ 1, tree, [...path]] as (typeof wrong)[number]] : []),
    ];

    for (const [one, at, of, by] of wrong) expect(await faultOf(verifyInclusion(one, at, of, by))).toBe('NOT_INCLUDED');
  });

  const { index, leaf, text: file } = vectors.proofs.find(({ size }) => size === 700)!;
  const scan = { box: '0123456789Y', type: 'SEAL', deviceClockAt: '2024-11-20T05:01:00.123Z', leafHash: leaf, logIndex: index, event: null, signature: null, device: null };

  test('is refused as a file with a bit changed anywhere in it', async () => {
    const key = await readVerifierKey(vectors.verifierKey);
    const bytes = utf8(file);
    let refused = 0;
    for (let at = 0; at < bytes.length; at += 3) {
      let text: string;
      try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(flipped(bytes, at, at % 7));
      } catch {
        continue; // no text at all
      }
      expect(await faultOf(verifyScan(scan, text, key)), `byte ${at}`).not.toBe('none');
      refused += 1;
    }
    expect(refused).toBeGreaterThan(bytes.length / 6);
    expect(await verifyScan(scan, file, key)).toMatchObject({ index, signature: 'GOOD', checkpoint: { size: 700 } });
  });

  test('is refused where it is no proof', () => {
    const [head, ...rest] = file.split('\n');
    for (const text of ['', file.slice(0, 300), file.replace('@v1', '@v2'), [head, 'extra ?', ...rest].join('\n'), file.replace('index ', 'index 0'), file.replace('\n\n', '\n')]) {
      expect(() => readProof(text)).toThrow(Fault);
    }
    expect(readProof([head, 'extra AQID', ...rest].join('\n')).index).toBe(index);
  });

  test('is of the scan that is shown: by its place and by its hash', async () => {
    const key = await readVerifierKey(vectors.verifierKey);
    const event = JSON.stringify({ box: scan.box, type: 'SEAL', t_dev: Date.parse(scan.deviceClockAt) });

    expect(await faultOf(verifyScan({ ...scan, logIndex: index + 1 }, file, key))).toBe('OTHER_SCAN');
    expect(await faultOf(verifyScan({ ...scan, event }, file, key))).toBe('OTHER_SCAN');
    expect(await faultOf(verifyScan({ ...scan, event, leafHash: toBase64(await leafHash(utf8(event))) }, file, key))).toBe('NOT_INCLUDED');
    expect(await faultOf(verifyScan(scan, file, await readVerifierKey(vectors.otherKey)))).toBe('UNSIGNED');
  });
});

describe('what a device signed', () => {
  const shown = { box: '0123456789Y', type: 'SEAL', deviceClockAt: '2024-11-20T05:01:00.123Z', logIndex: 0 };

  /** A log with this one event, and the event's scan as it is shown to who sees all of it. */
  async function logged(algorithm: Algorithm, change: (event: object) => object = (event) => event) {
    const [device, log] = [await makeKey(algorithm), await makeKey()];
    const event = JSON.stringify(change({ box: shown.box, type: shown.type, t_dev: Date.parse(shown.deviceClockAt), dev: device.id }));
    const hash = toBase64(await leafHash(utf8(event)));
    const text = `a\n1\n${hash}\n`;
    const id = (await sha256(new Uint8Array([...utf8('a\n'), 1, ...log.publicKey]))).slice(0, 4);
    const signature = toBase64(new Uint8Array([...id, ...fromBase64url(await sign(log, utf8(text)))!]));
    const key = await readVerifierKey(`a+${Buffer.from(id).toString('hex')}+${toBase64(new Uint8Array([1, ...log.publicKey]))}`);
    const signing = { key: device.id, algorithm, publicKey: base64url(device.publicKey) };
    const scan = { ...shown, event, leafHash: hash, signature: await sign(device, utf8(event)), device: signing };
    return { scan, key, proof: `c2sp.org/tlog-proof@v1\nindex 0\n\n${text}\n— a ${signature}\n` };
  }

  test.each(['ED25519', 'P256'] as const)('is what is shown, signed by its %s key', async (algorithm) => {
    const { scan, key, proof } = await logged(algorithm);

    expect(await verifyScan(scan, proof, key)).toMatchObject({ index: 0, signature: 'GOOD', deviceSignature: 'GOOD' });
    const bytes = fromBase64url(scan.signature)!;
    for (let at = 0; at < bytes.length; at += 1) {
      expect(await faultOf(verifyScan({ ...scan, signature: base64url(flipped(bytes, at)) }, proof, key))).toBe('FORGED');
    }
    const other = await makeKey(algorithm);
    expect(await faultOf(verifyScan({ ...scan, device: { ...scan.device, publicKey: base64url(other.publicKey) } }, proof, key))).toBe('FORGED');
    expect(await faultOf(verifyScan({ ...scan, device: { ...scan.device, key: other.id, publicKey: base64url(other.publicKey) } }, proof, key))).toBe('OTHER_SCAN');
  });

  test('is not something else than what is shown', async () => {
    for (const change of [{ box: '0123456789X' }, { type: 'OPEN' }, { t_dev: 0 }, { dev: 'A' }]) {
      const { scan, key, proof } = await logged('ED25519', (event) => ({ ...event, ...change }));
      expect(await faultOf(verifyScan(scan, proof, key)), JSON.stringify(change)).toBe('OTHER_SCAN');
    }
  });

  test('is not verified, and not held to be false, by who is not told of the device', async () => {
    const { scan, key, proof } = await logged('ED25519');

    expect(await verifyScan({ ...scan, signature: null, device: null }, proof, key)).toMatchObject({ deviceSignature: null });
    expect(await verifyScan({ ...scan, event: null, signature: null, device: null }, proof, key)).toMatchObject({ deviceSignature: null });
  });
});

describe('the proof that a log only grew', () => {
  const rows = rowsOf(70_000);

  test.each([['small', SMALL], ['around tiles', AROUND_TILES]])('is read from tiles between any two sizes: %s', async (_, sizes) => {
    for (const newer of sizes) for (const older of sizes.filter((size) => size <= newer)) await verifySameLog(treeOf(newer), treeOf(older), tilesOf(newer, rows));
  });

  test.each([[1, 70_000], [255, 65_536], [65_535, 65_536], [65_536, 65_537], [65_537, 70_000], [700, 70_000]])('asks for few tiles from %i to %i', async (older, newer) => {
    const asked: string[] = [];

    await verifySameLog(treeOf(older), treeOf(newer), tilesOf(newer, rows, asked));

    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeLessThanOrEqual(6);
  });

  test('asks for all tiles at once', async () => {
    const waiting: (() => void)[] = [];
    const read = tilesOf(70_000, rows);
    const found = consistencyPath(65_537, 70_000, async (tile) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return read(tile);
    });
    await Promise.resolve();

    const asked = waiting.length;
    waiting.forEach((resolve) => resolve());
    expect((await found).length).toBeGreaterThan(0);
    expect(waiting.length).toBe(asked);
  });

  test.each([[1, 2], [2, 3], [3, 7], [4, 7], [6, 8], [7, 40], [255, 257], [256, 700], [300, 700], [513, 700]])('holds from %i to %i for nothing else', async (older, newer) => {
    const path = await consistencyPath(older, newer, tilesOf(newer, rows));
    const [old, fresh] = [treeOf(older), treeOf(newer)];
    const idle: [typeof fresh, Uint8Array<ArrayBuffer>[]][] = [
      ...SOME_BYTES.map((at) => [{ size: newer, root: flipped(fresh.root, at) }, path] as (typeof idle)[number]),
      ...path.flatMap((_, at) => SOME_BYTES.map((byte) => [fresh, path.map((one, here) => (here === at ? flipped(one, byte) : one))] as (typeof idle)[number])),
      ...path.map((_, at) => [fresh, path.toSpliced(at, 1)] as (typeof idle)[number]),
      [fresh, [...path, old.root]], [fresh, []],
    ];

    await verifyConsistency(old, fresh, path);
    for (const at of SOME_BYTES) expect(await faultOf(verifyConsistency({ size: older, root: flipped(old.root, at) }, fresh, path))).toBe('INCONSISTENT');
    // What does not lead to the newer root says nothing: neither that all is well, nor that it is not.
    for (const [other, by] of idle) await expect(verifyConsistency(old, other, by)).rejects.toThrow(Unavailable);
  });

  test('is none with a bit changed in any tile', async () => {
    const paths: string[] = [];
    await verifySameLog(treeOf(300), treeOf(700), tilesOf(700, rows, paths));
    for (const path of paths) {
      const read = tilesOf(700, rows);
      const spoilt = verifySameLog(treeOf(300), treeOf(700), async (tile) => {
        const bytes = await read(tile);
        return pathOf(tile) === path ? bytes.map((byte) => byte ^ 1) : bytes;
      });
      await expect(spoilt, path).rejects.toThrow(Unavailable);
    }
  });

  test('names tiles as servers do', () => {
    expect(pathOf({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(pathOf({ level: 2, index: 0, width: 1 })).toBe('tile/2/000.p/1');
  });
});

describe('a visit', () => {
  const rows = rowsOf(700);
  const none = () => Promise.reject(new Error('no tile is needed'));

  test('pins what it is told first, and demands of every later log that it goes on from there', async () => {
    expect(await verifyVisit(null, told(300), none)).toMatchObject({ signature: 'GOOD', key: { name: vectors.origin }, checkpoint: { size: 300 } });
    expect(await verifyVisit(told(300), told(300), none)).toMatchObject({ checkpoint: { size: 300 } });
    expect(await verifyVisit(told(300), told(700), tilesOf(700, rows))).toMatchObject({ checkpoint: { size: 700 } });
    expect(await verifyVisit(told(0), told(700), none)).toMatchObject({ checkpoint: { size: 700 } });
  });

  test('names what is wrong', async () => {
    const other = { verifierKey: vectors.otherKey, checkpoint: vectors.byTheOtherKey };
    const another = { verifierKey: vectors.verifierKey, checkpoint: vectors.ofAnotherTree };

    expect(await faultOf(verifyVisit(told(300), other, none))).toBe('KEY_CHANGED');
    expect(await faultOf(verifyVisit(told(300), { ...told(300), verifierKey: vectors.verifierKey.replace('/UJI', '/LAIN') }, none))).toBe('OTHER_LOG');
    expect(await faultOf(verifyVisit(null, { ...told(700), checkpoint: vectors.byTheOtherKey }, none))).toBe('UNSIGNED');
    expect(await faultOf(verifyVisit(null, { ...told(700), checkpoint: checkpointOf(700).replace(vectors.origin, 'silog-kepri/LAIN') }, none))).toBe('OTHER_LOG');
    expect(await faultOf(verifyVisit(null, { ...told(700), checkpoint: '' }, none))).toBe('MALFORMED');
    expect(await faultOf(verifyVisit(told(700), told(300), none))).toBe('SMALLER');
    expect(await faultOf(verifyVisit(told(700), another, none))).toBe('DIFFERENT');
    for (const older of [16, 256, 300]) expect(await faultOf(verifyVisit(told(older), another, tilesOf(700, rowsOf(700, 10))))).toBe('INCONSISTENT');
    await expect(verifyVisit(told(300), another, tilesOf(700, rows))).rejects.toThrow(Unavailable);
  });

  test('says nothing against a log whose tiles were not to be had', async () => {
    await expect(verifyVisit(told(300), told(700), () => Promise.reject(new Unavailable('HTTP 503')))).rejects.toThrow(Unavailable);
  });
});

describe('a witness', () => {
  const { witness } = vectors;
  const rows = rowsOf(700);
  const none = () => Promise.reject(new Error('no tile is needed'));
  const toldOf = (checkpoint: string | null, verifierKey = witness.verifierKey) => ({ name: witness.name, verifierKey, checkpoint });
  const shown = (size: number) => verifyVisit(null, told(size), none);
  const found = async (checkpoint: string | null, verifierKey?: string) => (await verifyWitnesses([toldOf(checkpoint, verifierKey)], await shown(700), tilesOf(700, rows)))[0]!;

  test('is believed for the beginning of the log that it has cosigned, at the time that it signed', async () => {
    const seen = (size: number) => ({ name: witness.name, found: 'GOOD', seen: { size, at: new Date(witness.at) } });

    expect(await found(witness.cosigned[300])).toMatchObject(seen(300));
    expect(await found(witness.cosigned[700])).toMatchObject(seen(700));
    expect(await found(witness.cosigned[0])).toMatchObject(seen(0));
    expect(await found(null)).toMatchObject({ found: 'SILENT', seen: null });
    // A look at the log that is older than the witness's.
    expect(await verifyWitnesses([toldOf(witness.cosigned[700])], await shown(300), tilesOf(700, rows))).toMatchObject([seen(700)]);
  });

  test('is not believed where any bit of its line was changed, by another key, or without the word of the log', async () => {
    const key = await readWitnessKey(witness.verifierKey);
    const line = witness.cosigned[300].trimEnd().split(' ').at(-1)!;
    const bytes = new Uint8Array(Buffer.from(line, 'base64'));
    const changed = Array.from(bytes.keys(), (at) => witness.cosigned[300].replace(line, toBase64(flipped(bytes, at))));

    for (const note of changed) expect(await faultOf(verifyCosignature(readNote(note), key))).toBe('UNSIGNED');
    for (const note of [changed[5]!, changed[60]!, witness.byTheOtherKey, witness.notOfTheLog, checkpointOf(300), '', witness.cosigned[300].replace(line, toBase64(bytes.slice(0, -1)))]) {
      expect(await found(note)).toEqual({ name: witness.name, verifierKey: witness.verifierKey, found: 'FALSE', seen: null });
    }
    expect(await found(witness.cosigned[300], vectors.verifierKey)).toMatchObject({ found: 'FALSE' });
    await expect(readVerifierKey(witness.verifierKey)).rejects.toThrow(Fault);
  });

  test('that has seen another tree convicts the log, with the note that both have signed', async () => {
    const contradicted = (note: string, size: number) => shown(size).then((log) => verifyWitnesses([toldOf(witness.cosigned[300]), toldOf(note)], log, tilesOf(700, rows)).catch((reason: unknown) => reason));

    const reason = await contradicted(witness.ofAnotherTree, 700);
    expect(reason).toBeInstanceOf(Contradicted);
    expect(reason).toMatchObject({ fault: { kind: 'DIFFERENT' }, told: { verifierKey: vectors.verifierKey, checkpoint: witness.ofAnotherTree } });
    expect(await shown(300).then((log) => verifyWitnesses([toldOf(witness.ofAnotherTree)], log, tilesOf(700, rowsOf(700, 10)))).catch((one: unknown) => one))
      .toMatchObject({ fault: { kind: 'INCONSISTENT' } });
  });

  test('is read once where many have seen the same, and not at all where tiles are not given', async () => {
    const asked: string[] = [];
    await verifyWitnesses(Array.from({ length: 32 }, () => toldOf(witness.cosigned[300])), await shown(700), tilesOf(700, rows, asked));

    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked).size).toBe(asked.length);
    await expect(verifyWitnesses([toldOf(witness.cosigned[300])], await shown(700), () => Promise.reject(new Unavailable('HTTP 503')))).rejects.toThrow(Unavailable);
  });

  test('is not verified in a browser without Ed25519, and is not false either', async () => {
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('Unrecognized name.', 'NotSupportedError'));

    expect(await found(witness.cosigned[300])).toMatchObject({ found: 'UNKNOWN', seen: { size: 300 } });
  });
});
