import type { DeviceModel } from '@geko/contracts/devices';
import type { LocalModel } from '@geko/contracts/local-models';
import { percentOf } from '../local-models/local-words.ts';

const MOST_MODELS = 100;

/** What a machine tells of its models: of those that are here or on their way, and of those that the workspace wants. */
export function deviceModels(
  models: readonly LocalModel[],
  wanted: ReadonlySet<string>,
): DeviceModel[] {
  return models
    .filter(({ id, status }) => status.state !== 'absent' || wanted.has(id))
    .slice(0, MOST_MODELS)
    .map(({ id, name, status, fit }) => ({
      id,
      name: name.slice(0, 200),
      state: status.state === 'absent' && !fit.isFitting ? 'unfit' : status.state,
      percent:
        status.state === 'downloading' || status.state === 'paused' ? percentOf(status) : null,
      error: status.state === 'error' ? status.error : null,
    }));
}
