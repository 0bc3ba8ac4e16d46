import { randomUUID } from 'node:crypto';
import type OpenAI from 'openai';
import { expect } from 'vitest';
import type { ModelList } from '@geko/contracts/models';
import type { Receipt } from '@geko/contracts/receipt';
import type { TestPerson } from './test-person.ts';

/** By list price the cheapest and the dearest of the catalogue that `auto` may choose. */
export const [CHEAP, STRONG] = ['llama-3.1-8b-instant', 'claude-fable-5'] as const;
export const [SIMPLE, HARD] = [
  'What is the capital of France?',
  'Prove it, step by step.',
] as const;

type Content = string | OpenAI.ChatCompletionContentPart[];
type Request = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'model' | 'messages'>;

/** How tests of `auto` call, in the name of whoever is there at that moment. */
export function autoCalls(now: () => { owner: TestPerson; client: OpenAI }) {
  const ask = (content: Content, more: Request = {}, by = now().client) =>
    by.chat.completions.create({
      model: 'auto',
      messages: [{ role: 'user', content }],
      ...more,
    });
  const receipts = async (of = now().owner): Promise<Receipt[]> => {
    const { data } = await of.query<{ items: Receipt[] }>('usage.receipts', {
      workspaceId: of.workspaceId,
    });
    return data.items;
  };
  const lastReceipt = async (): Promise<Receipt> => {
    const [newest] = await receipts();
    if (!newest) throw new Error('nothing was booked');
    return newest;
  };
  return {
    ask,
    receipts,
    lastReceipt,
    /** The model that answers, by the receipt. */
    routed: async (content: Content, more: Request = {}, by = now().client): Promise<string> => {
      await ask(content, more, by);
      const { modelId, askedFor, hops, outcome } = await lastReceipt();
      const expected = { askedFor: 'auto', hops: [], outcome: 'finished' };
      expect({ askedFor, hops, outcome }).toEqual(expected);
      return modelId;
    },
    setEnabled: (modelId: string, isEnabled: boolean) => {
      const { owner } = now();
      const { workspaceId } = owner;
      return owner.mutate('models.setEnabled', { workspaceId, modelId, isEnabled });
    },
    send: (text: string, conversationId = randomUUID(), by = now().owner) =>
      by.post('/api/chat', {
        workspaceId: now().owner.workspaceId,
        conversationId,
        modelId: 'auto',
        message: { id: randomUUID(), text },
      }),
    catalogue: async (by = now().owner): Promise<ModelList> => {
      const { workspaceId } = now().owner;
      return (await by.query<ModelList>('models.list', { workspaceId })).data;
    },
  };
}
