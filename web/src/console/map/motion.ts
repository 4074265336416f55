import type { Words } from '../../words/words';
import type { Fleet, Shown } from '../fleet/fleet';
import { isRemarkable } from '../fleet/standing';

const FRAME_MS = 50;
const FRAME_WITHOUT_MOTION_MS = 2_000;
const HOUR_MS = 3_600_000;

/**
 * Moves the fleet on the chart, in election time, until stopped. Looks and draws at most twenty times a second, draws nothing while
 * nothing moves, and every two seconds for people who asked their system for less motion. Between two looks it asks for no frame: a
 * page that asks for sixty a second keeps a processor busy though nothing changes.
 */
export function keepMoving(
  read: { fleet: Fleet; laden: (fleet: GeoJSON.Feature[]) => GeoJSON.Feature[]; nowMs: () => number; words: () => Words },
  chart: { isBusy: () => boolean; draw: (features: GeoJSON.Feature[]) => void },
): () => void {
  const stillness = matchMedia('(prefers-reduced-motion: reduce)');
  let drawnAt = 0;
  let drawn = '';
  let frame = requestAnimationFrame(step);
  let pause: ReturnType<typeof setTimeout> | undefined;
  function step(at: number): void {
    pause = setTimeout(() => (frame = requestAnimationFrame(step)), FRAME_MS);
    if ((stillness.matches && at - drawnAt < FRAME_WITHOUT_MOTION_MS) || chart.isBusy()) return;
    const features = read.laden(read.fleet.shownAt(read.nowMs()).map((shown) => mark(shown, read.words())));
    const picture = JSON.stringify(features);
    if (picture === drawn) return;
    drawn = picture;
    drawnAt = at;
    chart.draw(features);
  }
  return () => {
    clearTimeout(pause);
    cancelAnimationFrame(frame);
  };
}

/** Positions to about ten metres: finer steps cannot be seen, and would redraw a resting fleet. */
function mark({ code, name, kind, lon, lat, courseDeg, boxes, state, silentForMs }: Shown, words: Words): GeoJSON.Feature {
  const seen = silentForMs ? [words.say('conveyance.lastSeen', { ago: words.ago(silentForMs) })] : [];
  const label = isRemarkable(state) ? [name, words.name('tracking', state), ...seen].join('\n') : name;
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [Number(lon.toFixed(4)), Number(lat.toFixed(4))] },
    properties: {
      code, kind, label, boxes, course: Math.round(courseDeg), state: isRemarkable(state) ? state : '',
      silentHours: Math.round((silentForMs / HOUR_MS) * 10) / 10,
    },
  };
}
