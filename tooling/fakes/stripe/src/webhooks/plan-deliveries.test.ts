import { expect, test } from 'vitest';
import { planDeliveries } from './plan-deliveries.ts';
import type { DeliveryChaos } from './plan-deliveries.ts';

const ids = Array.from({ length: 200 }, (_, index) => `evt_${index}`);
const wild: DeliveryChaos = {
  seed: 1,
  late: 0.2,
  doubled: 0.3,
  lost: 0.2,
  unheard: 0.2,
  isShuffled: true,
  concurrency: 8,
};
const flat = (chaos: DeliveryChaos) => planDeliveries(ids, chaos).flat();
const firstPlaces = (chaos: DeliveryChaos) => {
  const order = flat(chaos).map(({ eventId }) => eventId);
  return ids.map((id) => order.indexOf(id));
};

test('the same seed makes the same plan, another one another', () => {
  expect(planDeliveries(ids, wild)).toEqual(planDeliveries(ids, wild));
  expect(planDeliveries(ids, { ...wild, seed: 2 })).not.toEqual(planDeliveries(ids, wild));
});

test('without chaos each comes once, in order, alone', () => {
  expect(planDeliveries(ids, { seed: 1 })).toEqual(
    ids.map((eventId) => [{ eventId, fate: 'arrives' }]),
  );
});

test('every event arrives and is heard, in each of 200 plans', () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const sends = flat({ ...wild, seed });
    const heard = new Set(
      sends.filter(({ fate }) => fate === 'arrives').map(({ eventId }) => eventId),
    );
    expect(heard.size).toBe(ids.length);
  }
});

test('doubled: some come twice, about as many as told', () => {
  const sends = flat({ seed: 5, doubled: 0.3 });
  expect(sends.length - ids.length).toBeGreaterThan(40);
  expect(sends.length - ids.length).toBeLessThan(80);
});

test('shuffled: hardly any comes in its place', () => {
  const places = firstPlaces({ seed: 5, isShuffled: true });
  expect(places.filter((place, index) => place === index).length).toBeLessThan(10);
  expect(places.toSorted((one, other) => one - other)).toEqual(ids.map((_, index) => index));
});

test('late: some come after all that were on time', () => {
  const order = flat({ seed: 5, late: 0.2 }).map(({ eventId }) => Number(eventId.slice(4)));
  const breakAt = order.findIndex((id, index) => index > 0 && id < (order[index - 1] ?? 0));
  expect(order.length - breakAt).toBeGreaterThan(20);
  expect(order.length - breakAt).toBeLessThan(60);
});

test('lost and unheard ones are sent again, later', () => {
  const sends = flat({ seed: 5, lost: 0.2, unheard: 0.2 });
  expect(sends.filter(({ fate }) => fate === 'lost').length).toBeGreaterThan(20);
  expect(sends.filter(({ fate }) => fate === 'unheard').length).toBeGreaterThan(20);
  for (const [index, { eventId, fate }] of sends.entries()) {
    if (fate === 'arrives') continue;
    expect(sends.slice(index + 1).some((later) => later.eventId === eventId)).toBe(true);
  }
});

test('concurrent: as many at once as told, and an event may be under way twice', () => {
  const waves = planDeliveries(ids, { seed: 5, doubled: 1, concurrency: 8 });
  expect(Math.max(...waves.map((wave) => wave.length))).toBe(8);
  const twice = waves.filter(
    (wave) => new Set(wave.map(({ eventId }) => eventId)).size < wave.length,
  );
  expect(twice.length).toBeGreaterThan(10);
});

test('of those that are given up none is sent, of the others every one', () => {
  const sends = flat({ seed: 6, dropped: 0.3 });
  expect(sends.every(({ fate }) => fate === 'arrives')).toBe(true);
  expect(sends.length).toBeGreaterThan(0);
  expect(sends.length).toBeLessThan(flat({ seed: 6 }).length);
  expect(flat({ seed: 6, dropped: 1 })).toEqual([]);
});
