import type { Palette } from './palette';

const SIZE = 40;
export const PIXEL_RATIO = 3;

/** Hulls and vehicles seen from above, bow up, in a box of 40 by 40 around its middle. */
const CRAFT: Record<string, { hull: string; deck: string }> = {
  LINER: { hull: 'M20 2c4 4 6 9 6 14v18q0 4-3 4h-6q-3 0-3-4V16c0-5 2-10 6-14Z', deck: 'M17 15h6v5h-6ZM17 22h6v11h-6Z' },
  FERRY: { hull: 'M20 5c4.5 2 7 5 7 9v17q0 4-4 4h-6q-4 0-4-4V14c0-4 2.5-7 7-9Z', deck: 'M16 14h8v15h-8Z' },
  POMPONG: { hull: 'M20 6c3.5 4 5 8.5 5 13 0 5-1 10-2.5 14h-5C16 29 15 24 15 19c0-4.5 1.5-9 5-13Z', deck: 'M17.5 21h5v7h-5Z' },
  SPEEDBOAT: { hull: 'M20 5c3.5 5 5.5 10 5.5 15v11q0 3-3 3h-5q-3 0-3-3V20c0-5 2-10 5.5-15Z', deck: 'M17 18q3-3 6 0v4h-6Z' },
  TRUCK: { hull: 'M14 7q0-2 2-2h8q2 0 2 2v26q0 2-2 2h-8q-2 0-2-2Z', deck: 'M16 8h8v4h-8ZM16 15h8v17h-8Z' },
  AIRCRAFT: { hull: 'M20 3q2.5 3 2.5 8v4l12 8v4l-12-4v8l4 3v3L20 35l-6.5 2v-3l4-3v-8l-12 4v-4l12-8v-4q0-5 2.5-8Z', deck: 'M19 9h2v8h-2Z' },
  ON_FOOT: { hull: 'M20 7 29 20 26 33H14L11 20Z', deck: 'M20 16a5 5 0 1 0 .01 0Z' },
};

/** Signs of places, after the symbols of charts where there is one: an anchor for ports. */
const PLACES: Record<string, { ground: string; sign: string }> = {
  WAREHOUSE: { ground: 'M8 8h24v24H8Z', sign: 'M20 12l8 6v10h-4v-6h-8v6h-4V18Z' },
  PORT: { ground: 'M20 7a13 13 0 1 0 .01 0Z', sign: 'M20 11a2.5 2.5 0 0 1 1.2 4.700V18H25v2h-3.800v6.5c2.5-.5 4.3-2.2 4.8-4.5h2.300c-.8 4.5-4 7-8.3 7s-7.5-2.5-8.3-7H14c.5 2.3 2.3 4 4.8 4.5V20H15v-2h3.800v-2.300A2.5 2.5 0 0 1 20 11Z' },
  LANDING: { ground: 'M20 11a9 9 0 1 0 .01 0Z', sign: 'M19 15h2v3h4v2h-4v5h-2v-5h-4v-2h4Z' },
  AIRPORT: { ground: 'M20 8a12 12 0 1 0 .01 0Z', sign: 'M20 11q1.5 1.5 1.5 4v2.5l7 4.5v2.5l-7-2v4l2 1.5v2l-3.5-1-3.5 1v-2l2-1.5v-4l-7 2v-2.5l7-4.5V15q0-2.5 1.5-4Z' },
  PPK: { ground: 'M20 8 32 20 20 32 8 20Z', sign: 'M16 17h8v7h-8Z' },
  PPS: { ground: 'M20 11 29 20 20 29 11 20Z', sign: 'M18 18h4v4h-4Z' },
};

/** What is wrong with a trip: each its own shape, so that nobody needs to tell colours apart. */
const SIGNS: Record<string, { ground: string; sign: string }> = {
  MISSING: { ground: 'M20 5a15 15 0 1 0 .01 0Z', sign: 'M14 16.500a6 6 0 1 1 8.500 5.400c-.6.3-.8.7-.8 1.600v1h-3.400v-1.500c0-2 .9-3.300 2.600-4.200a2.600 2.600 0 1 0-3.500-2.300ZM18.200 26.500h3.600v3.500h-3.600Z' },
  SILENT_EXPECTED: { ground: 'M20 5a15 15 0 1 0 .01 0Z', sign: 'M11 18h4v4h-4ZM18 18h4v4h-4ZM25 18h4v4h-4Z' },
  STRAYED: { ground: 'M20 4 37 34H3Z', sign: 'M18.200 14h3.600v10h-3.600ZM18.200 26.500h3.600v3.500h-3.600Z' },
  STOPPED: { ground: 'M13 4h14l9 9v14l-9 9H13l-9-9V13Z', sign: 'M14 14h4.500v12H14ZM21.500 14H26v12h-4.500Z' },
  LATE: { ground: 'M6 6h28v28H6Z', sign: 'M18.300 11h3.400v8.300l5.300 5.300-2.400 2.400-6.300-6.300Z' },
};

/** Where an incident stands: a pennant, hollow once somebody sees to it. */
const FLAGS: Record<string, string> = {
  UNSEEN: 'M7 3h4v3h25l-7 8.500 7 8.500H11v14H7Z',
  SEEN: 'M7 3h4v3h25l-7 8.500 7 8.500H11v14H7ZM11 9.500v10h17.500l-4-5 4-5Z',
};

/** Draws the image a style names, such as `craft:FERRY:night`, `place:PORT:day`, `flag:SEEN:day` or `sign:STOPPED:day`; undefined for a name that is not ours. */
export function drawMark(name: string, palette: Palette): ImageData | undefined {
  const [family, kind = ''] = name.split(':');
  const craft = CRAFT[kind] ?? CRAFT['SPEEDBOAT']!;
  const place = PLACES[kind] ?? PLACES['LANDING']!;
  const sign = SIGNS[kind] ?? SIGNS['MISSING']!;
  if (family === 'craft') return draw([[craft.hull, palette.hull], [craft.deck, palette.deck]], palette.hullEdge);
  if (family === 'place') return draw([[place.ground, palette.place], [place.sign, palette.placeEdge]], palette.placeEdge);
  if (family === 'flag') return draw([[FLAGS[kind] ?? FLAGS['UNSEEN']!, palette.needing]], palette.hullEdge);
  const ground = kind === 'SILENT_EXPECTED' ? palette.seen : kind === 'LATE' ? palette.warning : palette.needing;
  if (family === 'sign') return draw([[sign.ground, ground], [sign.sign, palette.signText]], palette.hullEdge);
  return undefined;
}

/** Shapes over one another, the first with an edge that sets it off from whatever lies beneath. */
function draw(shapes: [path: string, fill: string][], edge: string): ImageData {
  const canvas = new OffscreenCanvas(SIZE * PIXEL_RATIO, SIZE * PIXEL_RATIO);
  const pen = canvas.getContext('2d')!;
  pen.scale(PIXEL_RATIO, PIXEL_RATIO);
  pen.lineJoin = 'round';
  shapes.forEach(([path, fill], index) => {
    const shape = new Path2D(path);
    if (index === 0) {
      pen.strokeStyle = edge;
      pen.lineWidth = 3;
      pen.stroke(shape);
    }
    pen.fillStyle = fill;
    pen.fill(shape, 'evenodd');
  });
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
