/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2, definition 'relative luminance'). */
function luminance(hex: string): number {
  const channel = (offset: number): number => {
    const value = Number.parseInt(hex.slice(offset, offset + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Contrast ratio of two `#rrggbb` colours, 1 to 21, whichever is the lighter (WCAG 2.2, 'contrast ratio'). */
export function contrastRatio(first: string, second: string): number {
  const [low, high] = [luminance(first), luminance(second)].toSorted((a, b) => a - b) as [
    number,
    number,
  ];
  return (high + 0.05) / (low + 0.05);
}

/**
 * The opaque colour tokens of a theme file, by name without `--color-`.
 * `dark` is complete: what `.dark` does not override is inherited from light.
 */
export function readColorTokens(css: string): {
  light: Map<string, string>;
  dark: Map<string, string>;
} {
  const tokensOf = (selector: string): [string, string][] => {
    const start = css.indexOf(`${selector} {`);
    const end = css.indexOf('\n}', start);
    return [...css.slice(start, end).matchAll(/--color-([\w-]+):\s*(#[\da-f]{6})\s*;/gi)].map(
      (match) => [match[1] as string, match[2] as string],
    );
  };
  const light = new Map(tokensOf('@theme static'));
  return { light, dark: new Map([...light, ...tokensOf('\n.dark')]) };
}
