import { Protocol } from 'pmtiles';
import maplibregl, {
  type GeoJSONSource, type Map as ChartMap, type MapLayerMouseEvent, type MapLayerTouchEvent, type MapMouseEvent, type MapTouchEvent,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import './stage.css';
import type { Language } from '../../words/language';
import type { Handle, Spot } from '../ports/spot';
import type { Camera, Selected } from '../view/address';
import { drawMark, PIXEL_RATIO } from './marks';
import { paletteOf, type Light } from './palette';
import { chartStyle, NOTHING } from './style';

const KEPRI: [[number, number], [number, number]] = [[103.1, -1.0], [109.3, 4.9]];
/** Wide enough that a phone can show all of Kepri above the sheet that covers its lower half. */
const BOUNDS: [[number, number], [number, number]] = [[90, -16], [122, 18]];
const FLAGS = ['incidents'];
const TOUCHED = ['fleet', 'boxes', 'found', 'facilities', 'stations'];
/** What shows all boxes, and gives way while a filter shows some. */
const ALL_BOXES = ['boxes-ring', 'boxes', 'boxes-count'];
const REACH_PX = 12;
/** How far off a flag is still meant, where there is something else: it stands this much above the middle of the place or vessel that it is about. */
const FLAG_REACH_PX = 4;

export interface StageEvents {
  chosen: (selected: Selected) => void;
  moved: (camera: Camera) => void;
  failed: (reason: string) => void;
  /** A handle was dragged, of the port that is being moved or a corner of the area that is drawn; `isHeld` while the finger is still on it. */
  dragged: (handle: Handle | number, to: Spot, isHeld: boolean) => void;
  /** The chart itself was touched; true where that set a corner, and so chooses nothing. */
  tapped: (at: Spot) => boolean;
}

/**
 * The chart. The only file that knows MapLibre: the rest of the console speaks of places, lines and cameras.
 * `document.documentElement.dataset.map` says 'drawing', 'idle' or 'failed', for whoever waits for a finished picture.
 */
export class Stage {
  readonly #map: ChartMap;
  readonly #content: Record<string, GeoJSON.FeatureCollection> = {};
  #light: Light;
  #language: Language;
  #isRemoved = false;
  /** All of Kepri is shown, and nobody has looked elsewhere since. */
  #isHome: boolean;
  #showsScans = false;
  #showsAllBoxes = true;

  constructor(container: HTMLElement, start: { camera: Camera | null; light: Light; language: Language }, events: StageEvents) {
    this.#light = start.light;
    this.#language = start.language;
    this.#isHome = start.camera === null;
    servePmtiles();
    this.#map = new maplibregl.Map({
      container,
      style: this.#style(),
      ...(start.camera ? { center: [start.camera.lon, start.camera.lat], zoom: start.camera.zoom } : { bounds: KEPRI, fitBoundsOptions: { padding: homePadding(container) } }),
      maxBounds: BOUNDS, minZoom: 4, maxZoom: 16, fadeDuration: 0, attributionControl: false, dragRotate: false, pitchWithRotate: false,
      touchPitch: false, refreshExpiredTiles: false,
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.addControl(new maplibregl.ScaleControl({ unit: 'nautical', maxWidth: 120 }), 'bottom-left');
    this.#map.addControl(new maplibregl.ScaleControl({ unit: 'metric', maxWidth: 120 }), 'bottom-left');
    this.#listen(events);
  }

  /** Draws day or night, in one language. What was shown stays shown. */
  dress(light: Light, language: Language): void {
    if (light === this.#light && language === this.#language) return;
    this.#light = light;
    this.#language = language;
    this.#map.setStyle(this.#style());
  }

  /** Replaces what one of the chart's own sources shows. */
  show(source: 'fleet' | 'path' | 'chosen' | 'areas' | 'moving' | 'incidents' | 'found', features: GeoJSON.Feature[]): void {
    const content: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features };
    this.#content[source] = content;
    this.#fill(source, content);
  }

  #fill(source: string, content: GeoJSON.FeatureCollection): void {
    this.#map.getSource<GeoJSONSource>(source)?.setData(content);
  }

  /** True while the last picture of a source is still being made: whoever draws often waits, so that nothing queues up. */
  isBusy(source: 'fleet'): boolean {
    return this.#map.getSource(source) !== undefined && !this.#map.isSourceLoaded(source);
  }

  /** Asks the server again for the tiles of boxes; the old picture stays until the new one is there. */
  refreshBoxes(): void {
    this.#refresh('boxes');
  }

  /** Asks again for the tiles of scans, where they are shown. */
  refreshScans(): void {
    if (this.#showsScans) this.#refresh('scans');
  }

  /** Shows where scans were made, or no more. Their tiles are asked for only while they are shown. */
  showScans(isShown: boolean): void {
    if (this.#showsScans === isShown) return;
    this.#showsScans = isShown;
    if (this.#map.getLayer('scans')) this.#map.setLayoutProperty('scans', 'visibility', this.#visibility('scans'));
  }

  /** Shows boxes that fulfil a filter in place of all boxes; null: all boxes again. */
  showFound(features: GeoJSON.Feature[] | null): void {
    this.#showsAllBoxes = features === null;
    this.show('found', features ?? []);
    for (const layer of ALL_BOXES) if (this.#map.getLayer(layer)) this.#map.setLayoutProperty(layer, 'visibility', this.#visibility(layer));
  }

  #visibility(layer: string): 'visible' | 'none' {
    return (layer === 'scans' ? this.#showsScans : this.#showsAllBoxes) ? 'visible' : 'none';
  }

  /** Asks again for the tiles of places: a port was moved. */
  refreshPlaces(): void {
    this.#refresh('places');
  }

  #refresh(source: 'boxes' | 'places' | 'scans'): void {
    if (!this.#map.getSource(source)) return;
    this.#map.refreshTiles(source);
    // MapLibre draws nothing, and so never says 'idle', where a tile that was asked for again turns out to be as it was.
    const drawOnceThere = () => {
      if (this.#isRemoved || !this.#map.getSource(source)) return;
      if (this.#map.isSourceLoaded(source)) this.#map.triggerRepaint();
      else requestAnimationFrame(drawOnceThere);
    };
    drawOnceThere();
  }

  fly(to: { lon: number; lat: number }, zoom?: number): void {
    this.#isHome = false;
    this.#map.flyTo({ center: [to.lon, to.lat], zoom: zoom ?? Math.max(this.#map.getZoom(), 10), maxDuration: 2200 });
  }

  /** Shows the whole of a line, unless it is a single point. */
  frame(coordinates: [number, number][], padding: { top: number; right: number; bottom: number; left: number }): void {
    if (!coordinates.length) return;
    this.#isHome = false;
    const bounds = coordinates.reduce((box, point) => box.extend(point), new maplibregl.LngLatBounds(coordinates[0], coordinates[0]));
    this.#map.fitBounds(bounds, { padding, maxZoom: 12, maxDuration: 2200 });
  }

  jump(camera: Camera): void {
    this.#isHome = false;
    this.#map.jumpTo({ center: [camera.lon, camera.lat], zoom: camera.zoom });
  }

  zoomBy(steps: number): void {
    this.#isHome = false;
    this.#map.zoomTo(this.#map.getZoom() + steps);
  }

  panBy(eastPx: number, southPx: number): void {
    this.#isHome = false;
    this.#map.panBy([eastPx, southPx]);
  }

  home(isAtOnce = false): void {
    this.#isHome = true;
    this.#map.fitBounds(KEPRI, { padding: homePadding(this.#map.getContainer()), animate: !isAtOnce });
  }

  remove(): void {
    this.#isRemoved = true;
    this.#map.remove();
  }

  #style() {
    const style = chartStyle(paletteOf(this.#light), this.#language, location.origin);
    for (const layer of style.layers) if ([...ALL_BOXES, 'scans'].includes(layer.id)) Object.assign((layer.layout ??= {}), { visibility: this.#visibility(layer.id) });
    for (const [name, data] of Object.entries(this.#content)) style.sources[name] = { type: 'geojson', data: data ?? NOTHING };
    return style;
  }

  #listen(events: StageEvents): void {
    const map = this.#map;
    const says = (state: string) => (document.documentElement.dataset['map'] = state);
    says('drawing');
    map.on('idle', () => says('idle'));
    // A style takes a moment to be there; what was shown before has had no source to go to.
    map.once('style.load', () => {
      for (const layer of [...ALL_BOXES, 'scans']) map.setLayoutProperty(layer, 'visibility', this.#visibility(layer));
      for (const [source, content] of Object.entries(this.#content)) if (content.features.length) this.#fill(source, content);
    });
    map.on('movestart', () => says('drawing'));
    for (const begun of ['dragstart', 'zoomstart'] as const) map.on(begun, ({ originalEvent }) => (this.#isHome &&= !originalEvent));
    // What stands above the chart grows when it is known, and a phone is turned round: Kepri stays in what is left.
    map.on('resize', () => this.#isHome && this.home(true));
    map.on('styleimagemissing', ({ id }) => {
      const image = drawMark(id, paletteOf(id.endsWith(':night') ? 'night' : 'day'));
      if (image && !map.hasImage(id)) map.addImage(id, image, { pixelRatio: PIXEL_RATIO });
    });
    map.on('moveend', () => {
      const { lng, lat } = map.getCenter();
      events.moved({ zoom: map.getZoom(), lat, lon: lng });
    });
    map.on('click', (event) => {
      if (this.#isOnHandle(event) || events.tapped({ lon: event.lngLat.lng, lat: event.lngLat.lat })) return;
      const selected = this.#under(event);
      if (selected) events.chosen(selected);
    });
    map.on('mousemove', (event) => {
      map.getCanvas().style.cursor = this.#under(event) ? 'pointer' : '';
    });
    map.on('error', ({ error }) => events.failed(error.message));
    for (const start of ['mousedown', 'touchstart'] as const) map.on(start, 'moving', (event) => this.#drag(event, events));
  }

  /** Lets a handle follow the finger until it is let go; meanwhile the chart itself stands still. */
  #drag(start: MapLayerMouseEvent | MapLayerTouchEvent, events: StageEvents): void {
    const handle = handleOf(start.features?.[0]?.properties['handle']);
    if (handle === null || ('points' in start && start.points.length > 1)) return;
    start.preventDefault();
    const isTouch = start.type === 'touchstart';
    const spot = ({ lngLat }: { lngLat: { lng: number; lat: number } }) => ({ lon: lngLat.lng, lat: lngLat.lat });
    const follow = (event: MapMouseEvent | MapTouchEvent) => events.dragged(handle, spot(event), true);
    const end = (event: MapMouseEvent | MapTouchEvent) => {
      this.#map.off(isTouch ? 'touchmove' : 'mousemove', follow);
      events.dragged(handle, spot(event), false);
    };
    this.#map.on(isTouch ? 'touchmove' : 'mousemove', follow);
    this.#map.once(isTouch ? 'touchend' : 'mouseup', end);
  }

  #isOnHandle({ point }: Pick<MapMouseEvent, 'point'>): boolean {
    const area: [[number, number], [number, number]] = [[point.x - REACH_PX, point.y - REACH_PX], [point.x + REACH_PX, point.y + REACH_PX]];
    return this.#map.getLayer('moving') !== undefined && this.#map.queryRenderedFeatures(area, { layers: ['moving'] }).length > 0;
  }

  /** What is nearest under the finger: a flag that is touched, then what moves before what stands, then a flag nearby. */
  #under({ point }: MapMouseEvent): Selected | undefined {
    if (this.#isOnHandle({ point })) return undefined;
    const around = (reach: number): [[number, number], [number, number]] => [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
    const first = (layers: string[], reach: number) => this.#map
      .queryRenderedFeatures(around(reach), { layers: layers.filter((layer) => this.#map.getLayer(layer)) })
      .sort((one, other) => layers.indexOf(one.layer.id) - layers.indexOf(other.layer.id))[0];
    const best = first(FLAGS, FLAG_REACH_PX) ?? first(TOUCHED, REACH_PX) ?? first(FLAGS, REACH_PX);
    const code: unknown = best?.properties['code'];
    if (typeof code !== 'string') return undefined;
    if (best?.layer.id === 'incidents') return { kind: 'incident', code };
    return { kind: code.startsWith('CNV-') ? 'conveyance' : 'place', code };
  }
}

/** What a handle on the chart moves: a port's place or berth, or a corner by its number. */
function handleOf(name: unknown): Handle | number | null {
  if (name === 'point' || name === 'berth') return name;
  const [, corner] = /^corner-(\d+)$/.exec(String(name)) ?? [];
  return corner === undefined ? null : Number(corner);
}

/** What of the chart's height the list lies over on a phone, as long as nobody makes it larger (Console.svelte). */
const SHEET_SHARE = 0.4;

function homePadding(container: HTMLElement) {
  const isPhone = matchMedia('(max-width: 760px)').matches;
  return { top: 24, right: 24, bottom: 24 + (isPhone ? Math.round(container.clientHeight * SHEET_SHARE) : 0), left: 24 };
}

let isServingPmtiles = false;

function servePmtiles(): void {
  if (isServingPmtiles) return;
  isServingPmtiles = true;
  maplibregl.addProtocol('pmtiles', new Protocol().tile);
}
