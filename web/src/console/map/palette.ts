export type Light = 'day' | 'night';

/** The colours of the chart, after printed nautical charts: calm water, buff land, magenta for what a navigator draws on it. */
export interface Palette {
  light: Light;
  water: string;
  paper: string;
  neatLine: string;
  graticule: string;
  land: string;
  abroad: string;
  shore: string;
  shallows: string;
  border: string;
  island: string;
  landText: string;
  landHalo: string;
  waterText: string;
  waterHalo: string;
  place: string;
  placeEdge: string;
  station: string;
  boxes: string;
  boxesText: string;
  needing: string;
  warning: string;
  signText: string;
  route: string;
  travelled: string;
  hull: string;
  deck: string;
  hullEdge: string;
  seen: string;
  /** From few to many. */
  heat: [string, string, string];
}

const DAY: Palette = {
  light: 'day',
  water: '#d6e6ea', paper: '#f6f2e7', neatLine: '#6f6a57', graticule: '#b9d0d7', land: '#f3e8cd', abroad: '#e9e5da', shore: '#96855b', shallows: '#bfdbe2', border: '#c2ad7c', island: '#7d6d45',
  landText: '#3f3720', landHalo: '#f8f1de', waterText: '#3e6674', waterHalo: '#d6e6ea',
  place: '#26434f', placeEdge: '#fffdf6', station: '#6b7f86',
  boxes: '#0b4f6c', boxesText: '#ffffff', needing: '#b3290f', warning: '#8a5a00', signText: '#ffffff',
  route: '#a3195b', travelled: '#a3195b', hull: '#12394a', deck: '#f5e9c9', hullEdge: '#fffdf6', seen: '#5d6f77',
  heat: ['rgba(226,150,60,0.35)', 'rgba(206,92,32,0.7)', 'rgba(140,28,12,0.95)'],
};

const NIGHT: Palette = {
  light: 'night',
  water: '#0b161d', paper: '#080e12', neatLine: '#4b5a62', graticule: '#172832', land: '#242319', abroad: '#191b1a', shore: '#6b6040', shallows: '#10222c', border: '#474230', island: '#9c8f66',
  landText: '#c5b991', landHalo: '#1b1a13', waterText: '#6f95a4', waterHalo: '#0b161d',
  place: '#a9c0c9', placeEdge: '#0b161d', station: '#7c8d94',
  boxes: '#74bfdc', boxesText: '#06141b', needing: '#ff8f78', warning: '#f0b849', signText: '#0b161d',
  route: '#e884b7', travelled: '#e884b7', hull: '#b9d7e2', deck: '#1c3542', hullEdge: '#081117', seen: '#8699a2',
  heat: ['rgba(120,70,20,0.4)', 'rgba(226,140,50,0.7)', 'rgba(255,226,150,0.95)'],
};

export function paletteOf(light: Light): Palette {
  return light === 'night' ? NIGHT : DAY;
}
