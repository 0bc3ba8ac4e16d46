import type { Admission } from '@geko/domain/admission';
import type { CallLimit } from '@geko/domain/limits';
import type { MarkupSources } from '@geko/domain/markup';
import type { Caller, Scope } from '../deps.ts';
import {
  findModel,
  listOfferedModels,
  type CatalogueModel,
  type OfferedModel,
} from '../models/catalogue.ts';
import { loadMarkups } from '../prices/load-markups.ts';
import { loadLimits } from './load-limits.ts';
import { takeHold, type HoldTerms, type TakenHold } from './take-hold.ts';

/** Where admission is asked: who asks, when, and what the decision is made of, wherever that comes from. */
export type Desk = {
  caller: Caller;
  now: Date;
  /** The published model with this id or alias, as the caller's workspace sees it; null when there is none. */
  findModel(modelId: string): Promise<OfferedModel | null>;
  /** Every published model, as the caller's workspace sees it, in the catalogue's order. */
  listModels(): Promise<OfferedModel[]>;
  limitsOn(model: CatalogueModel): Promise<CallLimit[]>;
  markupsOn(model: CatalogueModel): Promise<MarkupSources>;
  takeHold(admission: Admission, terms: HoldTerms): Promise<TakenHold>;
};

/** In a transaction: each is asked of the database, and the hold stands when the transaction does. */
export function deskIn({ tx, caller, now }: Pick<Scope, 'tx' | 'caller' | 'now'>): Desk {
  return {
    caller,
    now,
    findModel: (modelId) => findModel(tx, { ...caller, now, modelId }),
    listModels: () => listOfferedModels(tx, { ...caller, now }),
    limitsOn: (model) => loadLimits({ tx, caller, now }, model),
    markupsOn: ({ id, kind }) => loadMarkups(tx, { ...caller, modelId: id, kind }),
    takeHold: (admission, terms) => takeHold(tx, admission, terms),
  };
}
