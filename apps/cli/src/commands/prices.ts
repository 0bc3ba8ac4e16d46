import { readFile } from 'node:fs/promises';
import { AppError } from '@geko/contracts/errors';
import type { ModelCandidate } from '@geko/contracts/prices';
import { usdDecimal } from '@geko/contracts/usd';
import { importPrices } from '@geko/services/prices/import-prices';
import { listCandidates } from '@geko/services/prices/list-candidates';
import { CliError } from '../cli-error.ts';
import type { CliEnv } from '../env.ts';
import { withApplication } from '../with-application.ts';

/** As many characters as the screen takes. */
const MOST_CHARS = 8_000_000;

/**
 * Reads a price list out of a file; what is new in it waits for an operator to publish it.
 * @throws CliError when the file cannot be read or is no price list.
 */
export async function pricesImport(env: CliEnv, { file }: { file: string }): Promise<string> {
  let list: string;
  try {
    list = await readFile(file, 'utf8');
  } catch {
    throw new CliError(`${file} cannot be read.`);
  }
  if (list.length > MOST_CHARS) throw new CliError(`${file} is larger than a price list may be.`);
  return withApplication(env, async (application) => {
    try {
      const result = await importPrices(application, null, { list });
      const { candidates, quarantined, unchanged, skipped } = result;
      return [
        `To decide on: ${candidates}. In quarantine: ${quarantined}. As they were: ${unchanged}.`,
        ...(skipped.length > 0 ? ['Not read:', ...skipped.map((line) => `  ${line}`)] : []),
      ].join('\n');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new CliError(`${file} is no price list: ${error.message}`);
    }
  });
}

/** What waits to be published, with the prices as they are and as they would be. */
export async function pricesList(env: CliEnv): Promise<string> {
  return withApplication(env, async (application) => {
    const lists = await Promise.all(
      (['candidate', 'quarantined'] as const).map((status) =>
        listCandidates(application, { status }),
      ),
    );
    const waiting = lists.flatMap(({ candidates }) => candidates);
    if (waiting.length === 0) return 'Nothing waits to be published.';
    return waiting.flatMap(describe).join('\n');
  });
}

function describe({ id, facts, existing, problems }: ModelCandidate): string[] {
  const dollars = (nano: string) => `$${usdDecimal(BigInt(nano))}`;
  const pair = (of: { inputNano: string; outputNano: string } | null | undefined) =>
    of ? `${dollars(of.inputNano)} in, ${dollars(of.outputNano)} out` : 'no price';
  const before = existing === null ? 'new' : pair(existing.price);
  return [
    `${id}: ${pair(facts.prices)} a million tokens (${existing === null ? before : `now ${before}`})`,
    ...problems.map((problem) => `  ${problem}`),
  ];
}
