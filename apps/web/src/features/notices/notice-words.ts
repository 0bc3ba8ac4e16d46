import type { Meter } from '@geko/contracts/meters';
import type { Notice } from '@geko/contracts/notices';
import type { Permission } from '@geko/contracts/permissions';
import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';
import { limitName } from '../usage/limit-name.ts';

/** What a notice says, and the page where one goes on from it. */
export type NoticeView = { title: string; body: string; href: string };

type Place = {
  texts: Pick<Messages, 'notices' | 'usage'>;
  format: Format;
  workspaceId: string;
  can: (permission: Permission) => boolean;
};

const meters: readonly Meter[] = ['tokens', 'requests', 'charge'];
/** The end of what never ends. */
const LAST_YEAR = 9999;

/** A notice's facts as sentences. Facts that are missing leave their place empty. */
export function noticeView(
  { kind, facts }: Pick<Notice, 'kind' | 'facts'>,
  place: Place,
): NoticeView {
  const { texts, format, workspaceId } = place;
  const home = `/w/${workspaceId}`;
  const words = texts.notices.kinds[kind];
  const say = (values: Record<string, string>, href: string): NoticeView => ({
    title: fill(words.title, values),
    body: fill(words.body, values),
    href: `${home}/${href}`,
  });
  const money = (fact: string): string => format.nano(facts[fact] ?? '0');
  const cents = (fact: string): string => format.cents(Number(facts[fact] ?? 0));
  switch (kind) {
    case 'limit_warning':
    case 'limit_reached': {
      const view = say(
        {
          limit: limitText(facts, facts['memberName'], place),
          used: amountText(facts, 'used', format),
          cap: amountText(facts, 'cap', format),
          date: facts['resetsAt'] === undefined ? '' : format.dateTime(facts['resetsAt']),
        },
        facts['licenceId'] !== undefined
          ? 'settings?tab=licences'
          : facts['limitId'] !== undefined && place.can('budget:manage')
            ? `settings?tab=limits&limit=${facts['limitId']}`
            : 'usage',
      );
      return isEndless(facts['resetsAt'])
        ? {
            ...view,
            body: fill(texts.notices.neverResets, {
              used: amountText(facts, 'used', format),
              cap: amountText(facts, 'cap', format),
            }),
          }
        : view;
    }
    case 'limit_requested':
      return say(
        {
          user: facts['userName'] ?? '',
          limit: limitText(facts, facts['userName'], place),
        },
        'settings?tab=limits',
      );
    case 'limit_granted':
      return say(
        { limit: limitText(facts, undefined, place), cap: amountText(facts, 'cap', format) },
        'usage',
      );
    case 'limit_declined':
      return say({ limit: limitText(facts, undefined, place) }, 'usage');
    case 'credit_low':
      return say(
        { balance: money('balanceNano'), threshold: money('thresholdNano') },
        'settings?tab=wallet',
      );
    case 'credit_expired':
    case 'credit_granted':
      return say(
        { amount: money('amountNano'), lot: lotText(facts['lotKind'], texts.notices) },
        'settings?tab=wallet',
      );
    case 'payment_failed':
      return say(
        {
          plan: facts['planName'] ?? '',
          date: facts['until'] === undefined ? '' : format.date(facts['until']),
        },
        'settings?tab=plan',
      );
    case 'plan_lapsed':
      return say(
        { plan: facts['planName'] ?? '', free: facts['freeName'] ?? '' },
        'settings?tab=plan',
      );
    case 'invoice_open':
    case 'invoice_failed':
    case 'invoice_paid':
      return say(
        {
          number: facts['number'] ?? '',
          amount: format.cents(Number(facts['totalCents'] ?? '0')),
        },
        'settings?tab=invoices',
      );
    case 'payment_refunded':
    case 'refund_failed':
    case 'payment_disputed':
    case 'dispute_won': {
      const values = { amount: cents('amountCents'), credit: money('creditNano') };
      // An invoice brought no credit that could go back.
      if (facts['creditNano'] !== '0') return say(values, 'settings?tab=wallet');
      return {
        ...say(values, 'settings?tab=invoices'),
        body: fill(texts.notices.ofInvoice[kind], values),
      };
    }
    case 'top_up_stopped':
    case 'top_up_capped':
      return say({ amount: cents('amountCents'), cap: cents('capCents') }, 'settings?tab=wallet');
    case 'model_published':
      return say({ model: facts['modelName'] ?? '' }, 'models');
  }
}

/** A limit by what it counts; one of a member's is named by whose it is to those who set limits, else it is the reader's. */
function limitText(
  facts: Notice['facts'],
  member: string | undefined,
  { texts, can }: Place,
): string {
  const name = facts['limit'] ?? '';
  const meter = meterOf(facts);
  if (name.startsWith('member.') && member !== undefined && can('budget:manage'))
    return fill(texts.notices.ofMember[meter], { name: member });
  return limitName({ name, meter }, texts.usage.limitNames);
}

/** The meter stands among the facts, or in the limit's name. */
function meterOf(facts: Notice['facts']): Meter {
  const parts = (facts['limit'] ?? '').split('.');
  return meters.find((meter) => facts['meter'] === meter || parts.includes(meter)) ?? 'tokens';
}

function amountText(facts: Notice['facts'], fact: string, format: Format): string {
  const amount = facts[fact] ?? '0';
  return meterOf(facts) === 'charge' ? format.nano(amount) : format.decimal(amount);
}

function lotText(kind: string | undefined, { lotKinds }: Messages['notices']): string {
  const known: Record<string, string> = lotKinds;
  return known[kind ?? ''] ?? kind ?? '';
}

function isEndless(resetsAt: string | undefined): boolean {
  return resetsAt !== undefined && new Date(resetsAt).getUTCFullYear() >= LAST_YEAR;
}
