import type { ErrorCode, LimitTrace, Remedy } from '@geko/contracts/errors';
import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';
import { limitAmount } from '../usage/limit-amount.ts';
import { limitName } from '../usage/limit-name.ts';
import type { Denial } from './denial.ts';

/** The areas of messages that a denial speaks from. */
export type DenialTexts = Pick<Messages, 'chat' | 'usage' | 'common'>;

/** A limit as a row of the table; figures in the meter's own unit. */
export type DenialRow = {
  key: string;
  name: string;
  setBy: string;
  used: string;
  held: string;
  cap: string;
  resets: string;
  isExceeded: boolean;
};

/** A way on: what it is, and the button that does it; `wait` and `ask_owner` have none. */
export type Way = { text: string } & (
  | { kind: 'switch_model'; modelId: string; label: string }
  | { kind: 'ask_admin'; limitId: string; label: string }
  | { kind: 'upgrade'; label: string }
  | { kind: 'link'; url: string; label: string }
  | { kind: 'retry'; label: string }
  | { kind: 'ask_owner' }
  | { kind: 'wait' }
);

/** A model of this machine that would answer; model null = none is installed, and url leads to where some are. */
export type MachineWay = { model: { modelId: string; name: string } | null; url: string };

export type DenialView = { title: string; sentence: string; rows: DenialRow[]; ways: Way[] };

/**
 * A denial in words: one sentence on what stopped it, every limit with the tightest first, as the server gives them,
 * and the ways on.
 *
 * @param isSent something was sent and is sent again with another model; else it is only chosen.
 * @param canUpgrade the reader may change the plan; others are told whom to ask.
 * @param machine what this machine could do instead; null = nothing.
 */
export function denialView(
  denial: Denial,
  texts: DenialTexts,
  {
    format,
    isSent,
    canUpgrade,
    machine = null,
  }: { format: Format; isSent: boolean; canUpgrade: boolean; machine?: MachineWay | null },
): DenialView {
  const titles: Partial<Record<ErrorCode, string>> = texts.chat.errors.titles;
  return {
    title: titles[denial.code] ?? texts.chat.errors.defaultTitle,
    sentence: denialSentence(denial, texts, format),
    rows: denial.trace.map((limit) => rowOf(limit, texts, format)),
    ways: [
      ...machineWays(denial, texts, { isSent, machine }),
      ...denial.remedies.flatMap((remedy) =>
        wayOf(remedy, texts, {
          format,
          isSent,
          canUpgrade,
          nameOf: (limitId) => {
            const limit = denial.trace.find((one) => one.limitId === limitId);
            return limit === undefined ? '' : limitName(limit, texts.usage.limitNames);
          },
        }),
      ),
    ],
  };
}

/** What stopped it, in one sentence: the tightest limit that is exceeded, else the server's own words. */
export function denialSentence(
  denial: Denial,
  texts: Pick<DenialTexts, 'chat' | 'usage'>,
  format: Format,
): string {
  return stopperText(texts.chat.denial.stopped, denial, texts, format);
}

/** The same in a few words, for one line. */
export function denialInShort(
  denial: Denial,
  texts: Pick<DenialTexts, 'chat' | 'usage'>,
  format: Format,
): string {
  return stopperText(texts.chat.price.refusedBy, denial, texts, format);
}

function stopperText(
  template: string,
  { trace, message }: Denial,
  { usage }: Pick<DenialTexts, 'usage'>,
  format: Format,
): string {
  const stopper = trace.find(({ isExceeded }) => isExceeded);
  if (stopper === undefined || stopper.cap === null) return message;
  return fill(template, {
    name: limitName(stopper, usage.limitNames),
    taken: limitAmount(stopper.meter, stopper.used + stopper.held, format),
    cap: limitAmount(stopper.meter, stopper.cap, format),
  });
}

function rowOf(limit: LimitTrace, { chat, usage, common }: DenialTexts, format: Format): DenialRow {
  const amount = (count: number): string => limitAmount(limit.meter, count, format);
  return {
    key: limit.limitId ?? `${limit.setBy} ${limit.name} ${limit.period}`,
    name: limitName(limit, usage.limitNames),
    setBy: fill(chat.denial.setBy, { setter: usage.setBy[limit.setBy] }),
    used: amount(limit.used),
    held: amount(limit.held),
    cap: limit.cap === null ? common.unlimited : amount(limit.cap),
    resets: limit.period === 'total' ? chat.denial.never : format.dateTime(limit.resetsAt),
    isExceeded: limit.isExceeded,
  };
}

/** Where a limit or money is what is missing, a model of this machine needs neither. */
const limited: ReadonlySet<ErrorCode> = new Set([
  'CREDITS_EXHAUSTED',
  'BUDGET_EXCEEDED',
  'LICENCE_USED_UP',
  'QUOTA_EXCEEDED',
]);

function machineWays(
  { code }: Denial,
  { chat }: Pick<DenialTexts, 'chat'>,
  { isSent, machine }: { isSent: boolean; machine: MachineWay | null },
): Way[] {
  if (machine === null || !limited.has(code)) return [];
  const { ways } = chat.denial;
  if (machine.model === null) {
    return [{ kind: 'link', url: machine.url, label: ways.install, text: ways.installText }];
  }
  const { modelId, name } = machine.model;
  const label = fill(isSent ? ways.machineAndSend : ways.machine, { name });
  return [{ kind: 'switch_model', modelId, label, text: fill(ways.machineText, { name }) }];
}

function wayOf(
  remedy: Remedy,
  { chat, common }: DenialTexts,
  {
    format,
    isSent,
    canUpgrade,
    nameOf,
  }: {
    format: Format;
    isSent: boolean;
    canUpgrade: boolean;
    nameOf: (limitId: string) => string;
  },
): Way[] {
  const { ways } = chat.denial;
  switch (remedy.kind) {
    case 'switch_model': {
      const { name, modelId, isLocal } = remedy;
      const label = fill(isSent ? ways.switchAndSend : ways.switch, { name });
      const text = fill(isLocal ? ways.localText : ways.switchText, { name });
      return [{ kind: 'switch_model', modelId, label, text }];
    }
    case 'wait': {
      const text = fill(ways.waitText, { time: format.dateTime(remedy.until) });
      return [{ kind: 'wait', text }];
    }
    case 'ask_admin': {
      const { limitId } = remedy;
      const text = fill(ways.askText, { name: nameOf(limitId) });
      return [{ kind: 'ask_admin', limitId, label: ways.ask, text }];
    }
    case 'ask_owner':
      return [
        {
          kind: 'ask_owner',
          text: fill(ways.ownerRaiseText, { name: nameOf(remedy.limitId) }),
        },
      ];
    case 'raise_limit': {
      const text = fill(ways.raiseText, { name: nameOf(remedy.limitId) });
      return [{ kind: 'link', url: remedy.url, label: ways.raise, text }];
    }
    case 'top_up':
      return [{ kind: 'link', url: remedy.url, label: ways.topUp, text: ways.topUpText }];
    case 'upgrade': {
      const plans: Record<string, string> = common.planNames;
      const plan = plans[remedy.planId] ?? remedy.planId;
      return canUpgrade
        ? [{ kind: 'upgrade', label: chat.upgrade, text: fill(ways.upgradeText, { plan }) }]
        : [{ kind: 'ask_owner', text: fill(ways.ownerText, { plan }) }];
    }
    case 'sign_in':
      return [
        { kind: 'link', url: remedy.url, label: chat.errors.signIn, text: chat.errors.signIn },
      ];
    case 'retry':
      return isSent ? [{ kind: 'retry', label: chat.retry, text: ways.retryText }] : [];
  }
}
