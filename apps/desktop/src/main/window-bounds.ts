import { z } from 'zod';

const Bounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
type Bounds = z.infer<typeof Bounds>;

export const WindowPlace = z.object({ bounds: Bounds, isMaximized: z.boolean() });
export type WindowPlace = z.infer<typeof WindowPlace>;

export const LEAST_SIZE = { width: 360, height: 480 };
const USUAL_SIZE = { width: 1280, height: 860 };
/** So much of the title bar must be where a mouse gets at it. */
const GRIP = 80;

/**
 * Where the window was, as far as the screens of today allow: of a screen that is gone it comes back to the first one, and it is
 * never larger than its screen. areas: the screens' usable parts, the main one first.
 */
export function fitBounds(
  kept: Bounds | null,
  areas: readonly Bounds[],
): { width: number; height: number; x?: number; y?: number } {
  const [first = { x: 0, y: 0, ...USUAL_SIZE }] = areas;
  const area = kept === null ? undefined : areas.find((one) => isReachable(kept, one));
  const { width, height } = kept ?? USUAL_SIZE;
  const room = area ?? first;
  const size = {
    width: Math.min(Math.max(width, LEAST_SIZE.width), room.width),
    height: Math.min(Math.max(height, LEAST_SIZE.height), room.height),
  };
  return kept === null || area === undefined ? size : { ...size, x: kept.x, y: kept.y };
}

function isReachable({ x, y, width }: Bounds, area: Bounds): boolean {
  const shown = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return shown >= GRIP && y >= area.y && y <= area.y + area.height - GRIP;
}
