import type { DesktopCall, DesktopEvent } from '@geko/contracts/desktop';

/** How a call of the page reaches the main process. */
export const callChannel = (call: DesktopCall): string => `geko:${call}`;

/** How an event of the main process reaches the page. */
export const eventChannel = (event: DesktopEvent): string => `geko-event:${event}`;
