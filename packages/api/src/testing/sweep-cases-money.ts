import { always, inWorkspace, type SweepCase } from './sweep-case.ts';
import { MODEL_ID } from './sweep-world.ts';

/** Procedures about limits, credit, prices and plans, and who may call them. */
export const moneyCases: Record<string, SweepCase> = {
  'money.markups': { may: 'operators' },
  'money.setMarkup': {
    may: 'operators',
    input: inWorkspace({ of: 'workspace_model', modelId: MODEL_ID, bps: 100 }),
  },
  'money.plans': { may: 'operators' },
  'money.savePlan': { may: 'operators', input: always({ id: 'enterprise', plan: null }) },
  'money.candidates': { may: 'operators', input: always({ status: 'candidate' }) },
  'money.publishCandidate': {
    may: 'operators',
    input: async (world) => ({ id: await world.makeCandidate() }),
  },
  'money.dismissCandidate': {
    may: 'operators',
    input: async (world) => ({ id: await world.makeCandidate() }),
  },
  'money.importPrices': { may: 'operators', input: always({ list: '{"models":[]}' }) },
  'money.whatIf': { may: 'operators', input: always({ month: '2026-11' }) },
};
