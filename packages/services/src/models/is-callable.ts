import { mediaTable } from '@geko/gateway/media/media-table';
import type { CatalogueModel } from './catalogue.ts';

/** Whether there is a way to call a model: not every provider is asked for everything. */
export function isCallable({ kind, provider }: Pick<CatalogueModel, 'kind' | 'provider'>): boolean {
  return kind === 'chat' || mediaTable[provider].kinds.has(kind);
}
