import { expect, test } from 'vitest';
import { readableOn } from './readable-on.ts';

/** WCAG 2.2 once more, by another road: linear light looked up channel by channel. */
function contrast(one: string, other: string): number {
  const lightOf = (hex: string) =>
    [0.2126, 0.7152, 0.0722]
      .map((share, index) => {
        const part = Number.parseInt(hex.slice(1 + 2 * index, 3 + 2 * index), 16) / 255;
        return share * (part > 0.04045 ? Math.pow((part + 0.055) / 1.055, 2.4) : part / 12.92);
      })
      .reduce((sum, part) => sum + part, 0);
  const [a, b] = [lightOf(one) + 0.05, lightOf(other) + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}

test('on every colour the text of a button has a contrast of 4.5 at least, and the better of the two', () => {
  const steps = Array.from({ length: 18 }, (_, step) => (step * 15).toString(16).padStart(2, '0'));
  const colors = steps.flatMap((red) =>
    steps.flatMap((green) => steps.map((blue) => `#${red}${green}${blue}`)),
  );
  const bad = colors.filter((color) => {
    const reached = contrast(color, readableOn(color));
    const best = Math.max(contrast(color, '#ffffff'), contrast(color, '#000000'));
    return reached < 4.5 || reached < best - 1e-9;
  });
  expect(colors.length).toBeGreaterThan(5000);
  expect(bad).toEqual([]);
});

test.each([
  ['#1f7a5c', '#ffffff'],
  ['#000000', '#ffffff'],
  ['#ffffff', '#000000'],
  ['#FFE14D', '#000000'],
])('on %s the text is %s', (color, text) => expect(readableOn(color)).toBe(text));
