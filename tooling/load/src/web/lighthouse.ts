import lighthouse from 'lighthouse';
import type { House } from '@geko/house/start-house';
import type { PageToLoad } from './first-load.ts';
import type { Row } from './report.ts';

const SCORE_AT_LEAST = 85;
const LCP_AT_MOST_S = 2.5;

/**
 * Lighthouse's performance score and largest contentful paint: its mobile preset (a middling phone on slow 4G,
 * simulated), in the Chromium that listens on this debugging port.
 */
export async function measureLighthouse(
  facts: { house: House; port: number; rounds: number },
  pages: readonly PageToLoad[],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, path, cookie } of pages) {
    const scores: number[] = [];
    const paintsS: number[] = [];
    for (let round = 0; round < facts.rounds; round += 1) {
      const { score, lcpMs } = await runOnce(facts, path, cookie);
      scores.push(score * 100);
      paintsS.push(lcpMs / 1000);
    }
    const budget = { atLeast: SCORE_AT_LEAST };
    rows.push({ what: `${name}: score`, unit: '', values: scores.map(Math.round), budget });
    const lcp = { atMost: LCP_AT_MOST_S };
    rows.push({
      what: `${name}: largest contentful paint`,
      unit: 's',
      values: paintsS,
      budget: lcp,
    });
  }
  return rows;
}

async function runOnce(
  { house, port }: { house: House; port: number },
  path: string,
  cookie: string | null,
): Promise<{ score: number; lcpMs: number }> {
  const result = await lighthouse(`${house.url}${path}`, {
    port,
    logLevel: 'error',
    onlyCategories: ['performance'],
    ...(cookie !== null && { extraHeaders: { cookie } }),
  });
  const { lhr } = result ?? {};
  if (lhr?.runtimeError !== undefined) throw new Error(`${path}: ${lhr.runtimeError.message}`);
  if (lhr === undefined || new URL(lhr.finalDisplayedUrl ?? '').pathname !== path)
    throw new Error(`Lighthouse was to see ${path} and saw ${lhr?.finalDisplayedUrl}`);
  const score = lhr.categories['performance']?.score;
  const lcpMs = lhr.audits['largest-contentful-paint']?.numericValue;
  if (score == null || lcpMs === undefined)
    throw new Error(`Lighthouse gave no figures of ${path}`);
  return { score, lcpMs };
}
