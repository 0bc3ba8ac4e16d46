import type { ComboboxGroup } from '@geko/ui/combobox-filter';
import { AUTO_MODEL_ID } from '@geko/contracts/auto-model';
import type { LocalModel } from '@geko/contracts/local-models';
import type { Model } from '@geko/contracts/models';
import { fill } from '../../lib/fill.ts';
import { machineModelId } from '../desktop/machine-model-id.ts';
import type { Messages } from '../../messages/messages.ts';
import { chatModels } from './choose-model.ts';

/** The areas of messages that the picker speaks from. */
export type ModelTexts = Pick<Messages, 'chat' | 'common'>;

/** Why this caller cannot use a model, in words; null = they can. */
export function refusalText(model: Model, { chat, common }: ModelTexts): string | null {
  const { access } = model;
  if (access.isAllowed) return null;
  if (access.reason === 'plan' && access.upgradeTo !== null) {
    return fill(chat.models.needsPlan, { plan: common.planNames[access.upgradeTo] });
  }
  return chat.models.refusals[access.reason];
}

/** The group above the others, of what is no model. */
export function autoGroup({ chat: { models: texts } }: ModelTexts): ComboboxGroup<null> {
  const item = { id: AUTO_MODEL_ID, value: null, label: texts.auto, keywords: texts.autoNote };
  return { id: AUTO_MODEL_ID, label: texts.autoGroup, items: [item] };
}

/** The group of what is installed on this machine; none without any. */
export function machineGroups(
  models: readonly LocalModel[],
  { chat: { machine } }: Pick<ModelTexts, 'chat'>,
): ComboboxGroup<LocalModel>[] {
  if (models.length === 0) return [];
  const items = models.map((model) => ({
    id: machineModelId(model.id),
    value: model,
    label: model.name,
    keywords: `${model.id} ${model.family} ${machine.group}`,
  }));
  return [{ id: 'machine', label: machine.group, items }];
}

/** The picker's groups: by provider in the server's order, usable models of each first. */
export function modelGroups(models: readonly Model[], texts: ModelTexts): ComboboxGroup<Model>[] {
  const groups = new Map<Model['provider'], Model[]>();
  for (const model of chatModels(models)) {
    const group = groups.get(model.provider) ?? [];
    group.push(model);
    groups.set(model.provider, group);
  }
  const rank = (model: Model): number => (model.access.isAllowed ? 0 : 1);
  return [...groups]
    .map(([provider, members]) => ({
      provider,
      members: members.toSorted((one, other) => rank(one) - rank(other)),
    }))
    .toSorted(
      (one, other) => Math.min(...one.members.map(rank)) - Math.min(...other.members.map(rank)),
    )
    .map(({ provider, members }) => ({
      id: provider,
      label: texts.common.providerNames[provider],
      items: members.map((model) => {
        const lockedReason = refusalText(model, texts);
        return {
          id: model.id,
          value: model,
          label: model.name,
          keywords: `${model.id} ${model.tier}`,
          ...(lockedReason === null ? {} : { lockedReason }),
        };
      }),
    }));
}
