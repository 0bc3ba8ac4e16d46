import { randomInt } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright';
import type { House } from '@geko/house/start-house';

/** A browser profile of its own, signed in with the cookie (`name=value`; null = a stranger). */
async function openProfile(
  browser: Browser,
  house: House,
  cookie: string | null,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: house.url,
    viewport: { width: 1280, height: 860 },
    locale: 'en-US',
    extraHTTPHeaders: { 'x-forwarded-for': `10.1.${randomInt(256)}.${randomInt(256)}` },
  });
  context.setDefaultTimeout(60_000);
  if (cookie !== null) {
    const [name = '', value = ''] = cookie.split('=', 2);
    await context.addCookies([{ name, value, url: house.url }]);
  }
  return context;
}

/** Does something with a tab of a new profile, which is closed afterwards. */
export async function visit<Result>(
  facts: { browser: Browser; house: House; cookie: string | null },
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const context = await openProfile(facts.browser, facts.house, facts.cookie);
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}
