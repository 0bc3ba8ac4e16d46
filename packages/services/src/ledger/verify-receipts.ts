import { AUTO_MODEL_ID } from '@geko/contracts/auto-model';
import type { ProviderId } from '@geko/contracts/models';
import { type Funding, NO_UNITS } from '@geko/contracts/meters';
import { DEVICE_PROVIDER } from '@geko/domain/device-usage';
import { FREE_PRICE } from '@geko/domain/pricing';
import {
  canonical,
  disagreements,
  type Found,
  type LedgerInput,
  problemsOf,
  ROWS_AT_ONCE,
} from './ledger-check.ts';
import { priceColumns } from './price-columns.ts';
import {
  type CallColumns,
  resettle,
  type StoredEntry,
  storedEntries,
  storedLines,
  unitsOf,
} from './resettle.ts';
import { type CorrectionColumns, correctionProblems } from './verify-corrections.ts';
import { countProblems } from './verify-counts.ts';

type ReceiptRow = CallColumns & {
  id: string;
  provider: ProviderId | typeof DEVICE_PROVIDER;
  model_id: string;
  created_at: Date;
  held_markup_bps: number | null;
  held_funding: Funding | null;
  held_price_version: number | null;
  entries: StoredEntry[] | null;
  booked_at: Date | null;
  corrections: CorrectionColumns[] | null;
  /** The turn that it is the receipt of; null where its conversation is deleted. */
  turn: {
    model_id: string;
    user_id: string;
    status: string;
    started_at: string;
    asked_for: string | null;
    hops: string[] | null;
  } | null;
  asked_for: string | null;
  hops: string[] | null;
  user_id: string;
  model_provider: string | null;
};

/**
 * Every receipt, from the provider's own words through counts, price and markup to its journal; then its corrections,
 * each from the one before.
 */
export async function verifyReceipts({ sql, workspaceId }: LedgerInput): Promise<Found> {
  const found: Found = { count: 0, problems: [] };
  const entriesOf = sql`(select jsonb_agg(jsonb_build_object('account', e.account, 'lotId', e.lot_id,
      'amount', e.amount_nano::text) order by e.line)
    from ledger_entries e where e.tenant_id = j.tenant_id and e.workspace_id = j.workspace_id and e.journal_id = j.id)`;
  const rows = sql<ReceiptRow[]>`
    select u.*, h.input_tokens as held_input, h.max_output_tokens as held_output, h.lots as held_lots,
      h.images as held_images, h.image_kind as held_image_kind, h.characters as held_characters, h.seconds as held_seconds,
      h.markup_bps as held_markup_bps, h.funding as held_funding, h.price_version as held_price_version,
      ${priceColumns(sql)}, m.provider as model_provider, j.created_at as booked_at, ${entriesOf} as entries,
      case when t.id is not null then jsonb_build_object('model_id', t.model_id, 'user_id', t.user_id, 'status', t.status,
        'started_at', t.started_at, 'asked_for', t.asked_for, 'hops', to_jsonb(t.hops)) end as turn,
      (select jsonb_agg(to_jsonb(c) || jsonb_build_object('cost_nano', c.cost_nano::text,
          'charge_nano', c.charge_nano::text, 'absorbed_nano', c.absorbed_nano::text,
          'booked_at', j.created_at, 'entries', ${entriesOf}) order by c.seq)
        from usage_corrections c left join ledger_journals j on j.tenant_id = c.tenant_id
          and j.workspace_id = c.workspace_id and j.kind = 'correction' and j.operation_id = c.id
        where c.tenant_id = u.tenant_id and c.workspace_id = u.workspace_id and c.usage_id = u.id) as corrections
    from token_usage u
    left join holds h on h.tenant_id = u.tenant_id and h.workspace_id = u.workspace_id and h.id = u.id
    left join turns t on t.tenant_id = u.tenant_id and t.workspace_id = u.workspace_id and t.id = u.id
    left join model_catalog m on m.id = u.model_id
    left join model_prices p on p.model_id = u.model_id and p.version = u.price_version
    left join ledger_journals j on j.tenant_id = u.tenant_id and j.workspace_id = u.workspace_id
      and j.kind = 'usage' and j.operation_id = u.id
    where ${workspaceId}::uuid is null or u.workspace_id = ${workspaceId}::uuid`;
  for await (const batch of rows.cursor(ROWS_AT_ONCE)) {
    for (const row of batch) {
      found.count += 1 + (row.corrections?.length ?? 0);
      found.problems.push(...problemsOf(`receipt ${row.id}`, () => receiptProblems(row)));
    }
  }
  return found;
}

function receiptProblems(row: ReceiptRow): string[] {
  const name = `receipt ${row.id}`;
  const { provider } = row;
  if (provider === DEVICE_PROVIDER) return deviceProblems(name, row);
  const call = { ...row, provider };
  const settlement = resettle(row, row);
  if (settlement === null) return [`${name}: its hold or its price version is missing`];
  const { rating } = settlement;
  const entries = row.entries ?? [];
  return [
    ...countProblems(name, call, row),
    ...disagreements(name, [
      ['markup', row.markup_bps, row.held_markup_bps],
      ['funding', row.funding, row.held_funding],
      ['price version', row.price_version, row.held_price_version],
      ['units', canonical([unitsOf(row)]), canonical([settlement.units])],
      ['provider', row.provider, row.model_provider],
      ['way to the model', isRoute(row), true],
      ['cost', row.cost_nano, rating.costNano.toString()],
      ['charge', row.charge_nano, rating.chargeNano.toString()],
      ['absorbed cost', row.absorbed_nano, settlement.absorbedNano.toString()],
      ['metered tokens', row.metered_tokens, settlement.meteredTokens],
      ['overshoot tokens', row.overshoot_tokens, settlement.overshootTokens],
      ['lines', canonical(row.lines), canonical(storedLines(rating.lines))],
      ['journal', canonical(entries), canonical(storedEntries(settlement.entries))],
      [
        'journal booked at',
        (row.booked_at ?? row.created_at).toISOString(),
        row.created_at.toISOString(),
      ],
    ]),
    ...turnProblems(name, row),
    ...correctionProblems(call, { entries, corrections: row.corrections ?? [] }),
  ];
}

/** What somebody's own machine has answered costs nothing, and no limit counts it; its model need not be in the catalogue. */
function deviceProblems(name: string, row: ReceiptRow): string[] {
  return [
    // Told in the words of the server's own models.
    ...countProblems(name, { ...row, provider: 'local' }, row),
    ...disagreements(name, [
      ['markup', row.markup_bps, row.held_markup_bps],
      ['funding', row.funding, 'local'],
      ['price version', row.price_version, FREE_PRICE.version],
      ['model’s provider', row.model_provider ?? 'local', 'local'],
      ['units', canonical([unitsOf(row)]), canonical([NO_UNITS])],
      ['way to the model', isRoute(row), true],
      ...(['cost_nano', 'charge_nano', 'absorbed_nano'] as const).map(
        (figure) => [figure, row[figure], '0'] as const,
      ),
      ['metered tokens', row.metered_tokens, 0],
      ['overshoot tokens', row.overshoot_tokens, 0],
      ['journal', canonical(row.entries ?? []), '[]'],
      ['corrections', row.corrections?.length ?? 0, 0],
    ]),
    ...turnProblems(name, row),
  ];
}

/**
 * The model that was asked for is the first that was tried in vain, and the one that answered is none of them. `auto` is
 * no model: it is asked for, but neither tried nor the one that answers.
 */
function isRoute({ asked_for: askedFor, hops, model_id: modelId }: ReceiptRow): boolean {
  if (hops === null) return askedFor === null || askedFor === AUTO_MODEL_ID;
  const isAskedFor = askedFor === AUTO_MODEL_ID ? hops.length > 0 : hops[0] === askedFor;
  return isAskedFor && !hops.includes(modelId) && !hops.includes(AUTO_MODEL_ID);
}

/** What a turn and its receipt say of the same call. */
function turnProblems(name: string, row: ReceiptRow): string[] {
  const { turn } = row;
  if (turn === null) return [];
  return disagreements(name, [
    ['model', row.model_id, turn.model_id],
    ['model asked for', row.asked_for, turn.asked_for],
    ['models tried', row.hops?.join() ?? null, turn.hops?.join() ?? null],
    ['member', row.user_id, turn.user_id],
    ['outcome', row.outcome, turn.status],
    ['time', row.created_at.toISOString(), new Date(turn.started_at).toISOString()],
  ]);
}
