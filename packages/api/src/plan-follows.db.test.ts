import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import type { ModelList } from '@geko/contracts/models';
import { lookLive } from './testing/live-look.ts';
import { openPlanHouse, type PlanHouse } from './testing/plan-house.ts';
import { createKey, openAIClient, saying } from './testing/program.ts';
import { newMessage } from './testing/refusal.ts';
import type { TestServer } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let at: PlanHouse;
beforeAll(async () => {
  at = await openPlanHouse(inject('ownerUrl'));
});
afterAll(() => at.close());

/** How a program's call of a premium model ends, and how many tokens the plan leaves. */
async function callPremium(secret: string, server: TestServer) {
  const client = openAIClient(at.house, secret, { server });
  return client.chat.completions
    .create({ ...saying('reply=5 delay=0'), model: 'gpt-5', max_completion_tokens: 16 })
    .withResponse()
    .then(
      ({ response: { status, headers } }) => ({
        status,
        tokensLeft: Number(headers.get('x-quota-remaining-tokens')),
      }),
      (error: unknown) => ({ status: (error as { status: number }).status, tokensLeft: 0 }),
    );
}

/** How a message of a session that goes on ends. */
async function sendPremium(who: TestPerson, server: TestServer): Promise<number> {
  const message = { ...newMessage(who, 'Hello'), modelId: 'gpt-5' };
  const response = await who.post('/api/chat', message, { server });
  await response.text();
  return response.status;
}

const lockedModels = async (who: TestPerson) =>
  (await who.query<ModelList>('models.list', { workspaceId: who.workspaceId })).data.models.filter(
    ({ tier, access }) => tier === 'premium' && !access.isAllowed,
  ).length;

test('sessions, keys and pages that are open follow what a webhook brings, in every process', async () => {
  const owner = await registerPerson(at.house);
  const { secret } = await createKey(owner);
  const servers = [at.house.server, at.house.addServer(), at.house.addServer()];
  const pages = await Promise.all(servers.map((server) => lookLive(at.house, owner, { server })));
  const everywhere = async () => ({
    calls: (await Promise.all(servers.map((server) => callPremium(secret, server)))).map(
      ({ status }) => status,
    ),
    messages: await Promise.all(servers.map((server) => sendPremium(owner, server))),
  });
  /** Every page is told, in which process it is open; then it asks anew. */
  const toldOfPlan = () =>
    vi.waitFor(() => expect(pages.every(({ heard }) => heard.includes('plan'))).toBe(true), {
      timeout: 20_000,
    });
  // Whatever a process keeps in mind, it has it by now.
  expect(await everywhere()).toEqual({ calls: [403, 403, 403], messages: [403, 403, 403] });
  expect(await lockedModels(owner)).toBeGreaterThan(0);

  const { subscription } = await at.pay(owner, 'pro');
  for (const { heard } of pages) heard.length = 0;
  await at.tell();
  // Nothing is waited for: Stripe has its answer, so it holds.
  expect(await everywhere()).toEqual({ calls: [200, 200, 200], messages: [200, 200, 200] });
  expect(await lockedModels(owner)).toBe(0);
  const [call] = await Promise.all(servers.map((server) => callPremium(secret, server)));
  expect(call?.tokensLeft).toBeGreaterThan(400_000);
  await toldOfPlan();

  for (const { heard } of pages) heard.length = 0;
  await at.rail.client.subscriptions.cancel(subscription);
  await at.tell();
  expect(await everywhere()).toEqual({ calls: [403, 403, 403], messages: [403, 403, 403] });
  expect(await lockedModels(owner)).toBeGreaterThan(0);
  await toldOfPlan();
  for (const { leave } of pages) leave();
});
