import { AUTO_MODEL_ID } from '@geko/contracts/auto-model';

/** A name as ids and audit lines write it. */
export function toFact(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('/', ':')
    .replaceAll(/[^a-z0-9_:.,-]/gu, '-')
    .slice(0, 200);
}

/**
 * What a new model may be called in the catalogue, the best first: as its maker calls it, without the hoster's path
 * before it; where that is taken, or means another thing here, with the provider before it.
 */
export function catalogueIds({
  provider,
  upstreamModel,
}: {
  provider: string;
  upstreamModel: string;
}): string[] {
  const own = toFact(upstreamModel.slice(upstreamModel.lastIndexOf('/') + 1)).slice(0, 80);
  return [own, `${toFact(provider)}-${own}`, `${toFact(provider)}-${toFact(upstreamModel)}`]
    .map((id) => id.slice(0, 100))
    .filter((id) => id !== AUTO_MODEL_ID);
}
