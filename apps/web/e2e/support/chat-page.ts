import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { fill } from '../../src/lib/fill.ts';
import { en } from '../../src/messages/en.ts';
import type { Visitor } from './visitor.ts';

const { chat, shell, usage } = en;

/** A text with {places}, as a pattern in which any words may stand there. */
export function anyOf(text: string): RegExp {
  const parts = text
    .split(/\{\w+\}/u)
    .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 'u');
}

/** Waits until a locator is seen. */
export async function seen(locator: Locator, timeout = 15_000): Promise<void> {
  await locator.waitFor({ state: 'visible', timeout });
}

/** Waits until a locator is gone. */
export async function gone(locator: Locator, timeout = 15_000): Promise<void> {
  await locator.waitFor({ state: 'hidden', timeout });
}

/** The parts of the chat that a person sees, by the names they have for a screen reader. */
export class ChatPage {
  readonly page: Page;
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly stopButton: Locator;
  readonly modelButton: Locator;
  readonly receipt: Locator;
  readonly answer: Locator;

  constructor(page: Page) {
    this.page = page;
    this.composer = page.getByRole('textbox', { name: chat.composer.label });
    this.sendButton = page.getByRole('button', { name: chat.composer.send });
    this.stopButton = page.getByRole('button', { name: chat.composer.stop });
    this.modelButton = page.getByRole('button', { name: anyOf(chat.models.trigger) });
    this.receipt = page.getByRole('button', { name: anyOf(chat.receipt.open) });
    this.answer = page.getByRole('article', { name: anyOf(chat.answerBy) }).last();
  }

  async open(workspaceId: string, conversationId?: string): Promise<void> {
    const path = conversationId === undefined ? '' : `/c/${conversationId}`;
    await this.page.goto(`/w/${workspaceId}${path}`);
    await seen(this.modelButton);
  }

  /** A model in the picker, which is opened and searched for it. */
  async findModel(name: string): Promise<Locator> {
    await this.modelButton.click();
    await this.page.getByRole('combobox', { name: chat.models.search }).fill(name);
    const option = this.page
      .getByRole('option')
      .filter({ has: this.page.getByText(name, { exact: true }) });
    await seen(option);
    return option;
  }

  async chooseModel(name: string): Promise<void> {
    await (await this.findModel(name)).click();
    await seen(this.page.getByRole('button', { name: fill(chat.models.trigger, { name }) }));
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.sendButton.click();
  }

  /** The last answer's words; the blank between them depends on whether Markdown is drawn yet. */
  async answerText(): Promise<string> {
    return (await this.answer.innerText()).replaceAll(/\s+/gu, ' ');
  }

  async answerLength(): Promise<number> {
    return (await this.answer.innerText()).length;
  }

  /** Waits until the answer is longer than it was. @returns its length then. */
  async grows(from = 0): Promise<number> {
    await seen(this.answer);
    await expect.poll(() => this.answerLength(), { timeout: 15_000 }).toBeGreaterThan(from);
    return await this.answerLength();
  }

  /** Waits until nothing is being written and the receipt is there. */
  async finishes(): Promise<void> {
    await seen(this.receipt.last(), 30_000);
    await gone(this.stopButton);
  }
}

/** Opens the sidebar where it is a drawer. */
export async function openSidebar({ page, isPhone }: Visitor): Promise<void> {
  if (isPhone) await page.getByRole('button', { name: shell.openMenu }).click();
}

/** Closes the sidebar where it is a drawer. */
export async function closeSidebar({ page, isPhone }: Visitor): Promise<void> {
  if (!isPhone) return;
  await page.keyboard.press('Escape');
  await gone(page.getByRole('dialog'));
}

/** What the quota bar in the sidebar says is used up to now. */
export async function readQuota(visitor: Visitor): Promise<number> {
  await openSidebar(visitor);
  const meter = visitor.page.getByRole('region', { name: usage.quota }).getByRole('meter');
  await seen(meter);
  const value = Number(await meter.getAttribute('aria-valuenow'));
  await closeSidebar(visitor);
  return value;
}
