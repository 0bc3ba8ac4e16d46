import type { Funding } from '@geko/contracts/meters';
import type { HeldAmount, HeldLot } from '@geko/db/schema/money';
import { isCharged } from '@geko/domain/admission';
import { maxCharge } from '@geko/domain/max-charge';
import {
  disagreements,
  type Found,
  type LedgerInput,
  problemsOf,
  ROWS_AT_ONCE,
} from './ledger-check.ts';
import { type PriceColumns, priceColumns, priceOf } from './price-columns.ts';

/** How long after the end of its lease a hold may wait for a sweeper, before somebody should look after it. */
const FORGOTTEN_AFTER = '1 day';

type HoldRow = PriceColumns & {
  id: string;
  status: 'held' | 'settled';
  is_forgotten: boolean;
  /** It says that no call is known of, although one is. */
  is_wrongly_blank: boolean;
  has_end: boolean;
  input_tokens: number;
  max_output_tokens: number;
  images: number;
  image_kind: string | null;
  characters: number;
  seconds: number;
  amounts: HeldAmount[];
  lots: HeldLot[];
  funding: Funding;
  markup_bps: number;
  price_version: number;
  has_receipt: boolean;
  /** It names another call than its receipt or its turn is of; or asks for units, which no turn does. */
  has_wrong_call: boolean;
  /** Its receipt names another key; or, without a receipt, there is no such key. */
  has_wrong_key: boolean;
  /** null = neither a receipt nor a turn tells it, nor the hold itself. */
  model_id: string | null;
};

/** Every hold against what it was taken for, and against its receipt; turns against both. */
export async function verifyHolds(input: LedgerInput): Promise<Found> {
  const { sql, workspaceId } = input;
  const found: Found = { count: 0, problems: [] };
  const rows = sql<HoldRow[]>`
    select h.id, h.status, h.input_tokens, h.max_output_tokens, h.images, h.image_kind,
      h.characters, h.seconds, h.amounts, h.lots, h.funding, h.markup_bps,
      h.price_version, u.id is not null as has_receipt, h.settled_at is not null as has_end,
      h.status = 'held' and h.lease_until < now() - ${FORGOTTEN_AFTER}::interval as is_forgotten,
      h.is_blank and (h.status = 'settled' or u.id is not null or h.model_id is null
        or h.images + h.characters + h.seconds > 0) as is_wrongly_blank,
      case when u.id is null then h.api_key_id is not null and k.id is null
        else h.api_key_id is distinct from u.api_key_id end as has_wrong_key,
      coalesce(h.model_id <> coalesce(u.model_id, t.model_id) or h.user_id <> coalesce(u.user_id, t.user_id), false)
        or (h.model_id is null) <> (h.user_id is null)
        or h.model_id is null and h.images + h.characters + h.seconds > 0 as has_wrong_call,
      coalesce(u.model_id, t.model_id, h.model_id) as model_id, ${priceColumns(sql)}
    from holds h
    left join token_usage u on u.tenant_id = h.tenant_id and u.workspace_id = h.workspace_id and u.id = h.id
    left join turns t on t.tenant_id = h.tenant_id and t.workspace_id = h.workspace_id and t.id = h.id
    left join api_keys k on k.tenant_id = h.tenant_id and k.workspace_id = h.workspace_id and k.id = h.api_key_id
    left join model_prices p on p.model_id = coalesce(u.model_id, t.model_id, h.model_id) and p.version = h.price_version
    where ${workspaceId}::uuid is null or h.workspace_id = ${workspaceId}::uuid`;
  for await (const batch of rows.cursor(ROWS_AT_ONCE)) {
    found.count += batch.length;
    for (const row of batch) {
      found.problems.push(
        ...stateProblems(row),
        ...problemsOf(`hold ${row.id}`, () => amountProblems(row)),
      );
    }
  }
  found.problems.push(...(await turnProblems(input)));
  return found;
}

function stateProblems(row: HoldRow): string[] {
  const problems: string[] = [];
  const isSettled = row.status === 'settled';
  if (isSettled && !row.has_receipt) problems.push('is settled without a receipt');
  if (!isSettled && row.has_receipt) problems.push('has a receipt but is not settled');
  if (isSettled !== row.has_end) problems.push('does not say when it was settled, or was not');
  if (row.has_wrong_key) problems.push('names another key than its call came by');
  if (row.has_wrong_call) problems.push('is of another call than its receipt or its turn');
  if (row.images > 0 !== (row.image_kind !== null)) problems.push('has images of no kind');
  if (row.is_wrongly_blank) problems.push('is blank, and of a call all the same');
  if (row.is_forgotten) problems.push('is open although its lease ran out more than a day ago');
  return problems.map((problem) => `hold ${row.id} ${problem}`);
}

/** What a hold has taken of each counter and of the wallet follows from its call: packages/domain/src/admission.ts. */
function amountProblems(row: HoldRow): string[] {
  const { id, funding, input_tokens: inputTokens, max_output_tokens: maxOutput } = row;
  const price = priceOf(row.price_version, row);
  if (price === null) return [`hold ${id}: its price version is missing`];
  const bound = maxCharge({
    price,
    markupBps: row.markup_bps,
    inputTokens,
    units: {
      images: row.images,
      imageKind: row.image_kind,
      characters: row.characters,
      seconds: row.seconds,
    },
    isCharged: isCharged(funding),
  });
  const charge = bound.fixedNano + bound.perOutputNano * BigInt(maxOutput);
  const amountBy = { tokens: BigInt(inputTokens + maxOutput), requests: 1n, charge };
  const ofLots = row.lots.reduce((sum, { amountNano }) => sum + BigInt(amountNano), 0n);
  const isPlans = ({ subject }: HeldAmount) => /^plan(?::|$)/u.test(subject);
  return [
    ...disagreements(`hold ${id}`, [
      ['markup', row.markup_bps, isCharged(funding) ? row.markup_bps : 0],
      ['credit held', ofLots, funding === 'credits' ? charge : 0n],
      ["held of the plan's counters", funding !== 'included' && row.amounts.some(isPlans), false],
      ...row.amounts.map(
        ({ subject, meter, amount }) =>
          [`${meter} held of ${subject}`, BigInt(amount), amountBy[meter]] as const,
      ),
    ]),
  ];
}

async function turnProblems({ sql, workspaceId }: LedgerInput): Promise<string[]> {
  const rows = await sql<{ problem: string }[]>`
    select 'turn ' || t.id || case when t.closed_at is null
      then ' runs without a hold' else ' is closed without a receipt' end as problem
    from turns t
    left join holds h on h.tenant_id = t.tenant_id and h.workspace_id = t.workspace_id and h.id = t.id
      and h.status = 'held'
    left join token_usage u on u.tenant_id = t.tenant_id and u.workspace_id = t.workspace_id and u.id = t.id
    where (${workspaceId}::uuid is null or t.workspace_id = ${workspaceId}::uuid)
      and case when t.closed_at is null then h.id is null else u.id is null end`;
  return rows.map(({ problem }) => problem);
}
