import { toFile, type APIError } from 'openai';
import type OpenAI from 'openai';
import { apiKeyScopes } from '@geko/contracts/api-keys';
import type { ReceiptPage } from '@geko/contracts/usage';
import { wav } from '@geko/fake-provider/media/sound';
import { openBooks, type Books } from './books.ts';
import { createKey, openAIClient } from './program.ts';
import { openTestHouse, type TestHouse } from './test-house.ts';
import { registerPerson, type TestPerson } from './test-person.ts';

/** A house with one program, whose key is for everything, and what it leaves in the books. */
export type MediaHouse = {
  house: TestHouse;
  books: Books;
  owner: TestPerson;
  client: OpenAI;
  apiKeyId: string;
  /** How many holds of the workspace are not settled. */
  openHolds(): Promise<number>;
  /** The newest receipt. @throws Error while a call is on its way, or where there was none */
  lastReceipt(): Promise<ReceiptPage['items'][number]>;
  /** @throws Error where the books do not agree */
  close(): Promise<void>;
};

/** serverUrl: `inject('ownerUrl')`. idleTimeoutMs: when a silent provider is given up; long without, as nothing is. */
export async function openMediaHouse(
  serverUrl: string,
  { idleTimeoutMs = 60_000 }: { idleTimeoutMs?: number } = {},
): Promise<MediaHouse> {
  const house = await openTestHouse(serverUrl, { idleTimeoutMs });
  const books = await openBooks(house);
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const { key, secret } = await createKey(owner, { scopes: [...apiKeyScopes] });
  const { workspaceId } = owner;
  const openHolds = async () =>
    (await books.sql`select 1 from holds where workspace_id = ${workspaceId} and status = 'held'`)
      .length;
  return {
    house,
    books,
    owner,
    client: openAIClient(house, secret),
    apiKeyId: key.id,
    openHolds,
    async lastReceipt() {
      if ((await openHolds()) > 0) throw new Error('a call is on its way');
      const { data } = await owner.query<ReceiptPage>('usage.receipts', { workspaceId, limit: 1 });
      const [receipt] = data.items;
      if (!receipt) throw new Error('there is no receipt');
      return receipt;
    },
    async close() {
      const problems = await books.problems();
      await books.close();
      await house.close();
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  };
}

/** What a promise was rejected with; null = it was not. */
export const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => thrown as APIError,
  );

/** A prompt whose answer follows a script. */
export const directive = (script: string) => `A gecko [[fake: ${script}]]`;
export const speaking = {
  model: 'gpt-4o-mini-tts',
  voice: 'coral',
  response_format: 'pcm',
} as const;
export const sound = (seconds: number, name = 'a.wav') => toFile(wav(seconds), name);
