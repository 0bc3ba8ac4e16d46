import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contrastRatio, readColorTokens } from './contrast.ts';

const planes = ['sunken', 'canvas', 'surface', 'raised', 'hover', 'active'];
const inks = [
  'fg',
  'muted',
  'subtle',
  'accent-text',
  'danger-text',
  'warning-text',
  'success-text',
];

/** Text on its ground: WCAG 2.2 1.4.3, 4.5 : 1. */
const textPairs = [
  ...planes.flatMap((plane) => inks.map((ink) => [ink, plane] as const)),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['on-tooltip', 'tooltip'],
  ...['accent', 'success', 'warning', 'danger', 'blue', 'violet'].flatMap((tone) => [
    [`${tone}-text`, `${tone}-soft`] as const,
    ['fg', `${tone}-soft`] as const,
    ['muted', `${tone}-soft`] as const,
  ]),
] as const;

/** Edges of controls, focus rings, fills of meters and charts: WCAG 2.2 1.4.11, 3 : 1. */
const graphicPairs = [
  ...['sunken', 'canvas', 'surface', 'raised'].flatMap((plane) =>
    ['line-strong', 'focus', 'accent', 'success', 'warning', 'danger'].map(
      (ink) => [ink, plane] as const,
    ),
  ),
  ...['success', 'warning', 'danger', 'accent'].map((ink) => [ink, 'active'] as const),
  ...[1, 2, 3, 4, 5, 6].map((number) => [`chart-${number}`, 'surface'] as const),
] as const;

const themes = readColorTokens(readFileSync(new URL('./theme.css', import.meta.url), 'utf8'));

describe.each(Object.entries(themes))('%s theme', (_name, tokens) => {
  const ratioOf = ([ink, ground]: readonly [string, string]): number => {
    const colors = [tokens.get(ink), tokens.get(ground)];
    expect(colors, `tokens ${ink}, ${ground}`).not.toContain(undefined);
    return contrastRatio(colors[0] as string, colors[1] as string);
  };

  test.each(textPairs)('%s on %s reads at 4.5 : 1', (...pair) => {
    expect(ratioOf(pair)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(graphicPairs)('%s against %s shows at 3 : 1', (...pair) => {
    expect(ratioOf(pair)).toBeGreaterThanOrEqual(3);
  });
});

test('the ratio is that of the standard', () => {
  expect(contrastRatio('#ffffff', '#000000')).toBeCloseTo(21, 5);
  expect(contrastRatio('#777777', '#ffffff')).toBeCloseTo(4.478, 3);
});
