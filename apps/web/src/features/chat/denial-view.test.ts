import { describe, expect, test } from 'vitest';
import type { Remedy } from '@geko/contracts/errors';
import { createFormat } from '../../lib/create-format.ts';
import { en } from '../../messages/en.ts';
import { ChatError } from './chat-error.ts';
import { denialOf, foreseenDenial, type Denial } from './denial.ts';
import { denialInShort, denialView } from './denial-view.ts';
import { ownSpending, usedUpTokens } from './testing/limit-traces.ts';

const format = createFormat({ locale: 'en', timeZone: 'UTC' });

const viewOf = (denial: Partial<Denial>, { isSent = true, canUpgrade = true } = {}) =>
  denialView({ code: 'QUOTA_EXCEEDED', message: 'No.', trace: [], remedies: [], ...denial }, en, {
    format,
    isSent,
    canUpgrade,
  });

const remedies: Remedy[] = [
  { kind: 'switch_model', modelId: 'small', name: 'Small', isLocal: false },
  { kind: 'wait', until: '2026-12-01T00:00:00Z' },
  { kind: 'ask_admin', limitId: 'l1' },
  { kind: 'raise_limit', limitId: 'l1', url: '/w/1/settings?tab=limits&limit=l1' },
  { kind: 'top_up', url: '/w/1/settings?tab=wallet' },
  { kind: 'upgrade', url: '/w/1/settings?tab=plan', planId: 'pro' },
  { kind: 'retry' },
];

describe('denialView', () => {
  test('one sentence names the limit that stopped it and what is left of it', () => {
    expect(viewOf({ trace: [usedUpTokens, ownSpending] })).toMatchObject({
      title: 'A limit is reached',
      sentence:
        'This message needs more than is left of “Tokens this month”: 49,900 of 50,000 are taken.',
    });
  });

  test('in a line of its own it is said in short', () => {
    const denial: Denial = {
      code: 'QUOTA_EXCEEDED',
      message: 'No.',
      trace: [usedUpTokens],
      remedies: [],
    };
    expect(denialInShort(denial, en, format)).toBe('“Tokens this month”, 49,900 of 50,000');
    expect(denialInShort({ ...denial, trace: [] }, en, format)).toBe('No.');
  });

  test('without a limit that is reached the server’s words stand', () => {
    expect(viewOf({ code: 'MODEL_LOCKED', trace: [ownSpending] }).sentence).toBe('No.');
  });

  test('every limit is a row: who set it, used, held, cap, when it begins anew', () => {
    const total = { ...ownSpending, name: 'workspace.charge.total', period: 'total' as const };
    expect(viewOf({ trace: [usedUpTokens, ownSpending, total] }).rows).toEqual([
      {
        key: 'plan workspace.tokens month',
        name: 'Tokens this month',
        setBy: 'Set by the plan',
        used: '49,000',
        held: '900',
        cap: '50,000',
        resets: 'Dec 1, 2026, 12:00 AM',
        isExceeded: true,
      },
      {
        key: 'l1',
        name: 'Your spending today',
        setBy: 'Set by this workspace',
        used: '$0.80',
        held: '$0.00',
        cap: '$1.00',
        resets: 'Nov 22, 2026, 12:00 AM',
        isExceeded: false,
      },
      expect.objectContaining({ resets: 'Never' }),
    ]);
  });

  test('every remedy is a way on, with a button unless there is nothing to press', () => {
    expect(viewOf({ remedies, trace: [ownSpending] }).ways).toMatchObject([
      { kind: 'switch_model', modelId: 'small', label: 'Use Small and send' },
      { kind: 'wait', text: 'It works again from Dec 1, 2026, 12:00 AM.' },
      {
        kind: 'ask_admin',
        limitId: 'l1',
        label: 'Ask an admin',
        text: 'Somebody may raise “Your spending today” for you.',
      },
      { kind: 'link', url: '/w/1/settings?tab=limits&limit=l1', label: 'Open the limit' },
      { kind: 'link', url: '/w/1/settings?tab=wallet', label: 'Top up' },
      { kind: 'upgrade', label: 'See plans' },
      { kind: 'retry', label: 'Try again' },
    ]);
  });

  test('a model of this very server is offered as such', () => {
    const local = { kind: 'switch_model', modelId: 'own', name: 'Own', isLocal: true } as const;
    const [way] = viewOf({ remedies: [local] }).ways;
    expect(way).toMatchObject({ label: 'Use Own and send' });
    expect(way?.text).toContain('Continue on Own, on this server');
  });

  test('before anything is sent, a model is only chosen and nothing is tried again', () => {
    const { ways } = viewOf({ remedies }, { isSent: false });
    expect(ways[0]).toMatchObject({ kind: 'switch_model', label: 'Use Small' });
    expect(ways.map(({ kind }) => kind)).not.toContain('retry');
  });

  test('whoever cannot change the plan is told whom to ask', () => {
    const { ways } = viewOf({ remedies }, { canUpgrade: false });
    expect(ways.find(({ kind }) => kind === 'ask_owner')?.text).toContain('Pro plan');
    expect(ways.some((way) => 'label' in way && way.label === 'See plans')).toBe(false);
  });
});

test('a company’s limit says so, and who cannot raise it is told that owners can', () => {
  const trace = [
    { ...usedUpTokens, name: 'tenant.tokens', setBy: 'tenant' as const, limitId: 'l2' },
  ];
  const view = viewOf({ trace, remedies: [{ kind: 'ask_owner', limitId: 'l2' }] });
  expect(view.sentence).toContain('“Tokens of the whole company this month”');
  expect(view.rows[0]?.setBy).toBe('Set by an owner, for the whole company');
  expect(view.ways).toEqual([
    {
      kind: 'ask_owner',
      text: 'Only an owner can raise “Tokens of the whole company this month”.',
    },
  ]);
});

describe('denialOf', () => {
  const refused = (details: object, status = 429) =>
    new ChatError(status, { code: 'QUOTA_EXCEEDED', message: 'm', requestId: 'r', ...details });

  test('a refusal with limits or something to choose', () => {
    expect(denialOf(refused({ trace: [usedUpTokens] }))?.trace).toEqual([usedUpTokens]);
    expect(denialOf(refused({ remedies: remedies.slice(0, 1) }))?.remedies).toHaveLength(1);
  });

  test('not what only asks for patience, and not what is no answer of ours', () => {
    expect(denialOf(refused({ remedies: [{ kind: 'retry' }, remedies[1]] }))).toBeNull();
    expect(denialOf(refused({}))).toBeNull();
    expect(denialOf(new ChatError(502, null))).toBeNull();
    expect(denialOf(new TypeError('Failed to fetch'))).toBeNull();
  });

  test('what is foreseen is a denial with its own trace', () => {
    const explanation = {
      funding: null,
      refusal: { code: 'BUDGET_EXCEEDED' as const, message: 'm', remedies: [] },
      model: null,
      trace: [ownSpending],
      inputTokens: 1,
      maxOutputTokens: null,
      output: { p50Tokens: 1, p90Tokens: 2, samples: 0 },
      charge: null,
      markupBps: 0,
      walletNano: null,
    };
    expect(foreseenDenial(explanation)).toEqual({
      code: 'BUDGET_EXCEEDED',
      message: 'm',
      remedies: [],
      trace: [ownSpending],
    });
    expect(foreseenDenial({ ...explanation, refusal: null })).toBeNull();
  });
});

describe('a model of this machine', () => {
  const at = (code: Denial['code'], model: { modelId: string; name: string } | null) =>
    denialView({ code, message: 'No.', trace: [], remedies: [] }, en, {
      format,
      isSent: true,
      canUpgrade: true,
      machine: { model, url: '/w/1/local' },
    }).ways;

  test('goes on where money or a limit is what is missing', () => {
    const tiny = { modelId: 'machine:tiny', name: 'Tiny' };
    expect(at('QUOTA_EXCEEDED', tiny)).toEqual([
      {
        kind: 'switch_model',
        modelId: 'machine:tiny',
        label: 'Send to Tiny',
        text: 'Continue on Tiny, on this machine: it is free and private.',
      },
    ]);
    expect(at('CREDITS_EXHAUSTED', tiny)).toHaveLength(1);
    expect(at('MODEL_DISABLED', tiny)).toEqual([]);
  });

  test('can be installed where there is none yet', () => {
    expect(at('BUDGET_EXCEEDED', null)).toMatchObject([{ kind: 'link', url: '/w/1/local' }]);
  });
});
