import { ask } from '../../api/ask';
import { DURABLE, writeNote, type Store } from '../core/store';
import { kindOfPlace, type BoxState } from '../core/vocabulary';
import type { KnownBox, KnownPlace, KnownShipment } from '../rules/known';
import { replayWaiting } from '../rules/replay';
import { ScanBoxesDocument, ScanConveyancesDocument, ScanPlacesDocument, ScanShipmentsDocument } from './documents';
import { readViewer } from './viewer';

/** What of an area the phone carries. */
export interface Manifest {
  boxes: KnownBox[];
  places: KnownPlace[];
  shipments: KnownShipment[];
}

interface Page<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Load everything that scanning without signal needs; `told` hears how many boxes have come. All of it is replaced, or nothing. */
export async function prepare(store: Store, token: string, region: string, told: (boxes: number) => void): Promise<Manifest> {
  await readViewer(store, token);
  const places = await placesOf(token, region);
  const shipments = await shipmentsOf(token, region, places);
  const boxes = await boxesOf(token, region, told);
  for (const box of boxes) places.set(box.station, { code: box.station, name: box.stationName, kind: 'STATION', regionName: '' });
  const manifest = { boxes, places: [...places.values()], shipments };
  await keep(store, manifest);
  await replayWaiting(store);
  await writeNote(store, 'preparedAtMs', Date.now());
  return manifest;
}

async function keep(store: Store, { boxes, places, shipments }: Manifest): Promise<void> {
  const transaction = store.transaction(['boxes', 'places', 'shipments'], 'readwrite', DURABLE);
  for (const name of ['boxes', 'places', 'shipments'] as const) void transaction.objectStore(name).clear();
  for (const box of boxes) void transaction.objectStore('boxes').put(box);
  for (const place of places) void transaction.objectStore('places').put(place);
  for (const shipment of shipments) void transaction.objectStore('shipments').put(shipment);
  await transaction.done;
}

async function boxesOf(token: string, region: string, told: (boxes: number) => void): Promise<KnownBox[]> {
  const found: KnownBox[] = [];
  await everyPage(
    async (after) => (await ask(ScanBoxesDocument, { filter: { region }, after }, { token })).boxes,
    ({ station, region: village, shipment, placeCode, state, ...box }) => {
      const of = { station: station.code, stationName: station.name, region: village.code };
      found.push({ ...box, ...of, state: state as BoxState, place: placeCode, shipment: shipment?.code ?? null });
      told(found.length);
    },
  );
  return found;
}

async function placesOf(token: string, region: string): Promise<Map<string, KnownPlace>> {
  const places = new Map<string, KnownPlace>();
  const add = (place: { code: string; name: string; region: { name: string } }) => remember(places, place, place.region.name);
  await everyPage(async (after) => (await ask(ScanPlacesDocument, { region, after }, { token })).facilities, add);
  await everyPage(async (after) => (await ask(ScanConveyancesDocument, { region, after }, { token })).conveyances, add);
  return places;
}

/** The legs also name places and conveyances outside the area, which its boxes pass. */
async function shipmentsOf(token: string, region: string, places: Map<string, KnownPlace>): Promise<KnownShipment[]> {
  const found: KnownShipment[] = [];
  await everyPage(
    async (after) => (await ask(ScanShipmentsDocument, { region, after }, { token })).shipments,
    ({ code, name, legs }) => {
      for (const { from, to, conveyance } of legs) for (const place of [from, to, conveyance]) if (place) remember(places, place, '');
      const codes = legs.map(({ from, to, conveyance }) => {
        return { from: from?.code ?? null, to: to?.code ?? null, conveyance: conveyance?.code ?? null };
      });
      found.push({ code, name, legs: codes });
    },
  );
  return found;
}

function remember(places: Map<string, KnownPlace>, { code, name }: { code: string; name: string }, regionName: string): void {
  const kind = kindOfPlace(code);
  if (kind && !places.has(code)) places.set(code, { code, name, kind, regionName });
}

async function everyPage<Node>(page: (after: string | null) => Promise<Page<Node> | null>, take: (node: Node) => void): Promise<void> {
  for (let after: string | null = null; ; ) {
    const found: Page<Node> | null = await page(after);
    found?.nodes.forEach(take);
    if (!found?.pageInfo.hasNextPage) return;
    after = found.pageInfo.endCursor;
  }
}
