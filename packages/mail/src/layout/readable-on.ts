/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2, definition 'relative luminance'). */
function luminance(hex: string): number {
  const channel = (offset: number): number => {
    const value = Number.parseInt(hex.slice(offset, offset + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/**
 * White or black, whichever reads better on a colour (`#rrggbb`). One of the two always has a contrast of 4.58 : 1, more
 * than the 4.5 of WCAG 2.2, 1.4.3.
 */
export function readableOn(background: string): '#ffffff' | '#000000' {
  const light = luminance(background);
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? '#ffffff' : '#000000';
}
