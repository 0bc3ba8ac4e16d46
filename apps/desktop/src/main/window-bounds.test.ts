import { expect, test } from 'vitest';
import { fitBounds, WindowPlace } from './window-bounds.ts';

const laptop = { x: 0, y: 0, width: 1440, height: 900 };
const left = { x: -1920, y: 0, width: 1920, height: 1080 };
const kept = { x: 100, y: 50, width: 1000, height: 700 };

test.each([
  ['the first time', null, [laptop], { width: 1280, height: 860 }],
  [
    'the first time on a small screen',
    null,
    [{ x: 0, y: 0, width: 800, height: 600 }],
    { width: 800, height: 600 },
  ],
  ['where it was', kept, [laptop], kept],
  ['on the other screen', { ...kept, x: -1500 }, [laptop, left], { ...kept, x: -1500 }],
  ['on a screen that is gone', { ...kept, x: -1500 }, [laptop], { width: 1000, height: 700 }],
  ['above all screens', { ...kept, y: -300 }, [laptop], { width: 1000, height: 700 }],
  ['below all screens', { ...kept, y: 890 }, [laptop], { width: 1000, height: 700 }],
  ['with a sliver on the screen', { ...kept, x: 1400 }, [laptop], { width: 1000, height: 700 }],
  [
    'larger than its screen',
    { ...kept, width: 5000, height: 4000 },
    [laptop],
    { x: 100, y: 50, width: 1440, height: 900 },
  ],
  [
    'too small to be used',
    { ...kept, width: 1, height: 1 },
    [{ ...laptop }],
    { width: 360, height: 480 },
  ],
  ['without any screen', kept, [], { width: 1000, height: 700 }],
])('a window %s', (_, bounds, areas, fitted) => expect(fitBounds(bounds, areas)).toEqual(fitted));

test('what was kept is believed only where it makes sense', () => {
  const place = { bounds: kept, isMaximized: false };
  expect(WindowPlace.safeParse(place).success).toBe(true);
  for (const bounds of [{ ...kept, width: -1 }, { ...kept, x: 0.5 }, { ...kept, x: null }, {}]) {
    expect(WindowPlace.safeParse({ ...place, bounds }).success).toBe(false);
  }
});
