import { fill } from '../../src/lib/fill.ts';
import { en } from '../../src/messages/en.ts';
import { newPerson, type Person } from './api.ts';
import { seen } from './chat-page.ts';
import { linkIn, type MailHouse } from './mail-house.ts';
import type { Visitor } from './visitor.ts';

const { auth } = en;

/** Registers by the form and follows the mailed link, in a house with a mail server. */
export async function registerByMail({ page }: Visitor, { smtp }: MailHouse): Promise<Person> {
  const person = newPerson();
  await page.goto('/register');
  await page.getByLabel(auth.name).fill(person.name);
  await page.getByLabel(auth.company).fill(person.company);
  await page.getByLabel(auth.email).fill(person.email);
  await page.getByLabel(auth.password, { exact: true }).fill(person.password);
  await page.getByRole('button', { name: auth.register }).click();
  await seen(page.getByRole('heading', { name: auth.checkMailTitle }));
  await seen(page.getByText(fill(auth.confirmLead, { email: person.email })));
  const mail = await smtp.waitForMail({ to: person.email });
  await page.goto(linkIn(mail, 'confirm-email'));
  await page.getByRole('button', { name: auth.confirm }).click();
  await page.getByRole('link', { name: auth.goOn }).click();
  await page.waitForURL(/\/w\/[\w-]+$/u);
  return { ...person, workspaceId: new URL(page.url()).pathname.split('/')[2] ?? '' };
}
