import { randomInt } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright';
import type { HouseFacts } from '../global-setup.ts';

export type VisitorOptions = {
  /** 1280 (the default) is a desktop; 360 a phone with touch. */
  width?: 1280 | 360;
  colorScheme?: 'light' | 'dark';
  /** Another installation than the one that all tests share. */
  house?: HouseFacts;
};

/**
 * Makes a page's journeys end when React answers its controls: a press before that is lost, as nothing listens yet.
 * Parts of a page come alive one after the other.
 */
function waitForReact(page: Page): void {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  const waitForURL = page.waitForURL.bind(page);
  const answers = async (): Promise<void> => {
    await page.waitForFunction(() =>
      [...document.querySelectorAll('button, input, select, textarea')].every((control) =>
        Object.keys(control).some((key) => key.startsWith('__reactFiber$')),
      ),
    );
  };
  page.goto = async (...journey) => {
    const response = await goto(...journey);
    await answers();
    return response;
  };
  page.reload = async (...journey) => {
    const response = await reload(...journey);
    await answers();
    return response;
  };
  page.waitForURL = async (...journey) => {
    await waitForURL(...journey);
    await answers();
  };
}

/** A browser profile with one tab, looking at the installation. */
export class Visitor {
  readonly house: HouseFacts;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly width: number;
  /** What went wrong in its pages, in the browser's words; a refused request that was announced is not among it. */
  readonly consoleErrors: string[] = [];
  /** What is wrong with how its pages look, or with what they tell those who cannot see them. */
  readonly flaws: string[] = [];
  #expectedStatuses = new Set<number>();
  #isOffline = false;

  private constructor(house: HouseFacts, context: BrowserContext, page: Page, width: number) {
    this.house = house;
    this.context = context;
    this.page = page;
    this.width = width;
    context.on('console', (message) => {
      if (message.type() !== 'error') return;
      const status = /the server responded with a status of (\d+)/u.exec(message.text())?.[1];
      if (this.#expectedStatuses.has(Number(status))) return;
      if (this.#isOffline && message.text().includes('net::ERR_INTERNET_DISCONNECTED')) return;
      this.consoleErrors.push(`${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => void this.consoleErrors.push(String(error.error())));
  }

  static async open(
    browser: Browser,
    house: HouseFacts,
    { width = 1280, colorScheme = 'light' }: VisitorOptions,
  ): Promise<Visitor> {
    const isPhone = width === 360;
    const context = await browser.newContext({
      baseURL: house.url,
      viewport: { width, height: isPhone ? 740 : 860 },
      isMobile: isPhone,
      hasTouch: isPhone,
      colorScheme,
      locale: 'en-US',
      // Limits by address are for strangers, not for many people of one test run.
      extraHTTPHeaders: {
        'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`,
      },
    });
    context.setDefaultTimeout(15_000);
    context.setDefaultNavigationTimeout(30_000);
    context.on('page', waitForReact);
    return new Visitor(house, context, await context.newPage(), width);
  }

  get isPhone(): boolean {
    return this.width === 360;
  }

  /** Announces that a request of this person will be answered with this status, which the console calls an error. */
  expectStatus(status: number): void {
    this.#expectedStatuses.add(status);
  }

  /** Announces that this person's network goes, of which the console tells with every request. */
  expectOffline(): void {
    this.#isOffline = true;
  }
}
