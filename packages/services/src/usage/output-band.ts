import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';

/** How long answers were of late, in output and reasoning tokens. */
export type OutputBand = {
  p50Tokens: number;
  p90Tokens: number;
  /** How many answers that is from; 0 = none, and the band is a guess. */
  samples: number;
};

/** An answer of a few paragraphs, and one of a few pages: for whom there is no history yet. */
const GUESS: OutputBand = { p50Tokens: 300, p90Tokens: 1_200, samples: 0 };

/** Answers that count: older ones say little about how somebody works now. */
const MOST_SAMPLES = 200;

/** Calls of the workspace that are looked through for them, the newest first: bounds the cost in a busy workspace. */
const MOST_LOOKED_AT = 5_000;

/**
 * The length of this person's finished answers by this model; where there are none, by all their models; else a
 * guess. Percentiles are lengths that occurred. Walks the index by time (token_usage_time) backwards.
 */
export async function outputBand(
  tx: Tx,
  place: { tenantId: string; workspaceId: string; userId: string; modelId: string },
): Promise<OutputBand> {
  const { rows } = await tx.execute<Row>(sql`
    with latest as (
      select user_id, model_id, outcome, output_tokens + reasoning_tokens as tokens, created_at, id
      from token_usage
      where tenant_id = ${place.tenantId} and workspace_id = ${place.workspaceId}
      order by created_at desc, id desc limit ${MOST_LOOKED_AT}
    ), own as (
      select model_id = ${place.modelId} as is_of_model, tokens,
        row_number() over (partition by model_id = ${place.modelId} order by created_at desc, id desc) as nth,
        row_number() over (order by created_at desc, id desc) as nth_of_all
      from latest where user_id = ${place.userId} and outcome = 'finished'
    )
    select 'model' as of, count(*)::int as samples, ${percentiles}
    from own where is_of_model and nth <= ${MOST_SAMPLES}
    union all
    select 'all', count(*)::int, ${percentiles} from own where nth_of_all <= ${MOST_SAMPLES}`);
  const ofModel = rows.find((row) => row.of === 'model');
  const chosen = (ofModel?.samples ?? 0) > 0 ? ofModel : rows.find((row) => row.of === 'all');
  return chosen === undefined || chosen.p50 === null || chosen.p90 === null
    ? GUESS
    : { p50Tokens: chosen.p50, p90Tokens: chosen.p90, samples: chosen.samples };
}

type Row = { of: 'model' | 'all'; samples: number; p50: number | null; p90: number | null };

const percentiles = sql.raw(`percentile_disc(0.5) within group (order by tokens) as p50,
      percentile_disc(0.9) within group (order by tokens) as p90`);
