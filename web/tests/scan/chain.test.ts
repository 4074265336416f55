import { expect, test } from 'vitest';
import { sha256Text } from '../../src/scan/core/bytes';
import { chainOf, signAndQueue } from '../../src/scan/core/chain';
import { oldestWaiting } from '../../src/scan/core/queue';
import { around, arrive, newPhone } from './phone';

async function expectUnbroken(events: { seq: number; text: string }[]): Promise<void> {
  const bySeq = [...events].sort((a, b) => a.seq - b.seq);
  expect(bySeq.map(({ seq }) => seq)).toEqual(bySeq.map((_, index) => index + 1));
  for (const [index, { text }] of bySeq.entries()) {
    expect(JSON.parse(text).prev).toBe(index === 0 ? '' : await sha256Text(bySeq[index - 1]!.text));
  }
}

test('each event names the one before, also those that are signed together', async () => {
  const { store, device } = await newPhone();

  await signAndQueue(store, device, [arrive()], around);
  await signAndQueue(store, device, [arrive(), arrive(), arrive()], around);

  const events = await oldestWaiting(store, 100);
  expect(events).toHaveLength(4);
  await expectUnbroken(events);
});

test('two tabs that sign at the same time fork nothing and lose nothing', async () => {
  const { store, device, reopened } = await newPhone();
  const tabs = [store, await reopened()];

  await Promise.all(Array.from({ length: 12 }, (_, index) => signAndQueue(tabs[index % 2]!, device, [arrive()], around)));

  const events = await oldestWaiting(store, 100);
  expect(events).toHaveLength(12);
  await expectUnbroken(events);
});

test('a phone that was killed goes on where it was', async () => {
  const { store, device, reopened } = await newPhone();
  await signAndQueue(store, device, [arrive()], around);
  store.close();

  const again = await reopened();
  await signAndQueue(again, device, [arrive()], around);

  await expectUnbroken(await oldestWaiting(again, 100));
  expect((await chainOf(again, device.key)).seq).toBe(2);
});

test('what cannot be signed uses no number', async () => {
  const { store, device } = await newPhone();

  await expect(signAndQueue(store, device, [arrive(), { ...arrive(), seals: ['no seal'] }], around)).rejects.toThrow();

  expect(await oldestWaiting(store, 100)).toEqual([]);
  expect((await chainOf(store, device.key)).seq).toBe(0);
});
