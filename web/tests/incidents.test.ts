import { expect, test } from 'vitest';
import { marksOf } from '../src/console/incidents/marks';
import { IncidentSpeech } from '../src/incidents/speech';
import { en } from '../src/incidents/words/en';
import { id } from '../src/incidents/words/id';

const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const HERE = { lon: 107.75, lat: 3 };

test('incidents at one spot are one flag, of the one nobody sees to; what is nowhere has none', () => {
  const marks = marksOf([
    { id: 'Incident:1:3', acknowledgedAt: '2024-11-20T05:00:00Z', position: HERE },
    { id: 'Incident:1:2', acknowledgedAt: null, position: { ...HERE } },
    { id: 'Incident:1:1', acknowledgedAt: '2024-11-20T05:00:00Z', position: { lon: 104, lat: 1 } },
    { id: 'Incident:1:0', acknowledgedAt: null, position: null },
  ]);

  expect(marks.map(({ geometry, properties }) => [geometry, properties])).toEqual([
    [{ type: 'Point', coordinates: [107.75, 3] }, { code: 'Incident:1:2', sign: 'UNSEEN', count: '2' }],
    [{ type: 'Point', coordinates: [104, 1] }, { code: 'Incident:1:1', sign: 'SEEN', count: '' }],
  ]);
});

test('both languages say the same of incidents, with the same blanks', () => {
  expect(Object.keys(en)).toEqual(Object.keys(id));
  for (const [key, text] of Object.entries(id)) expect([key, blanks(en[key as keyof typeof id])]).toEqual([key, blanks(text)]);
  expect(new IncidentSpeech('en').boxes(1)).toBe('1 box');
});
