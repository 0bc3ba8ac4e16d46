import type { Page } from 'playwright';

/** Notes, from the page's first moment, when an element that matches first stands there. */
export async function watchFirstSight(page: Page, wanted: string): Promise<void> {
  await page.addInitScript((selector) => {
    const watching = new MutationObserver(() => {
      const found = document.querySelector(selector);
      if (found === null) return;
      watching.disconnect();
      found.getBoundingClientRect();
      performance.mark('first-sight');
    });
    watching.observe(document, { childList: true, subtree: true });
  }, wanted);
}

/** Milliseconds from the end of the answer that brought its data until it stood there, laid out. */
export async function timeFirstSight(page: Page, procedure: string): Promise<number> {
  await page.waitForFunction(() => performance.getEntriesByName('first-sight').length > 0);
  return await page.evaluate((name) => {
    const answers = performance
      .getEntriesByType('resource')
      .filter((one) => one.name.includes(name));
    const [answer] = answers as PerformanceResourceTiming[];
    const [mark] = performance.getEntriesByName('first-sight');
    if (answer === undefined || mark === undefined) throw new Error(`no ${name} and sight of it`);
    return mark.startTime - answer.responseEnd;
  }, procedure);
}
