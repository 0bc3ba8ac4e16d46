import type { Page } from 'playwright';

/** How long something took to stand there, in milliseconds. */
export type Mount = {
  /** Until all of it is in the document and laid out. */
  laidOutMs: number;
  /** Until the frame with it was handed to the screen: up to a frame's 16 ms later. */
  paintedMs: number;
};

/**
 * Clicks (null = goes back in history), and times until `count` elements are there that were not before: the whole of
 * rendering, commit and layout, on the page's own clock.
 */
export async function timeMount(
  page: Page,
  facts: { click: string | null; wanted: string; count: number },
): Promise<Mount> {
  return await page.evaluate(async ({ click, wanted, count }) => {
    if (document.querySelectorAll(wanted).length >= count) throw new Error('it is there already');
    const beganAt = performance.now();
    const laidOut = new Promise<number>((resolve) => {
      const look = () => {
        const last = document.querySelectorAll<HTMLElement>(wanted)[count - 1];
        if (last === undefined) return;
        watching.disconnect();
        last.getBoundingClientRect();
        resolve(performance.now());
      };
      const watching = new MutationObserver(look);
      watching.observe(document.body, { childList: true, subtree: true });
    });
    if (click === null) history.back();
    else document.querySelector<HTMLElement>(click)?.click();
    const laidOutAt = await laidOut;
    await new Promise<void>((resolve) => {
      requestAnimationFrame(() => setTimeout(resolve, 0));
    });
    return { laidOutMs: laidOutAt - beganAt, paintedMs: performance.now() - beganAt };
  }, facts);
}
