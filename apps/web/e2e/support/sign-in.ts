import type { Page } from 'playwright';
import { en } from '../../src/messages/en.ts';

/** Fills the sign-in form, which must be open, and sends it. */
export async function fillSignIn(
  page: Page,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.getByLabel(en.auth.email).fill(email);
  await page.getByLabel(en.auth.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: en.auth.signIn, exact: true }).click();
}

/** Signs out from a page of the account. */
export async function signOutOfAccount(page: Page): Promise<void> {
  await page.goto('/account/profile');
  await page.getByRole('button', { name: en.shell.signOut, exact: true }).click();
  await page.waitForURL(/\/sign-in/u);
}
