import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { shoot } from './test.ts';
import type { Visitor } from './visitor.ts';

/** Screens that every page has to fit. */
export const widths = [1280, 360] as const;

/** Nothing is being fetched or faded in any more. */
async function settles(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(
    () => document.querySelector('main [role=status][aria-label]') === null,
    undefined,
    { timeout: 15_000 },
  );
  await page.evaluate(
    async () =>
      await Promise.allSettled(
        document
          .getAnimations()
          .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
          .map((one) => one.finished),
      ),
  );
}

/** Waits until no toast is left: one that goes while it is looked at is half transparent. */
export async function toastsGone(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('[data-sonner-toast]') === null);
}

/**
 * In light and in dark: no violation of axe's rules save those left out, nothing wider than the screen; a picture of
 * each where pictures are wanted. In dark only colours differ, so only the rule about them is asked again. What is found
 * fails the test at its end.
 */
export async function inspect(
  { page, width, flaws }: Visitor,
  subject: string,
  withoutRules: string[] = [],
): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const name = `${subject}-${width}-${colorScheme}`;
    await page.emulateMedia({ colorScheme });
    await settles(page);
    await shoot(page, name);
    const axe = new AxeBuilder({ page }).setLegacyMode();
    const { violations } = await (
      colorScheme === 'light' ? axe.disableRules(withoutRules) : axe.withRules('color-contrast')
    ).analyze();
    flaws.push(
      ...violations.flatMap(({ id, nodes }) =>
        nodes.map(
          ({ html, failureSummary }) => `${name}: ${id}: ${html.slice(0, 200)}\n${failureSummary}`,
        ),
      ),
    );
    const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
    if (scrollWidth > width) flaws.push(`${name} scrolls sideways: it is ${scrollWidth} px wide`);
  }
}
