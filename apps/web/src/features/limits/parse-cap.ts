import type { Meter } from '@geko/contracts/meters';
import { parseUsd, usdDecimal } from '@geko/contracts/usd';

/** The contract's largest cap, which stands beside zod there: nine million dollars, or so many tokens or requests. */
export const MAX_CAP = 9_000_000_000_000_000;

/** Why a typed cap is none; the words are in the messages. */
export type CapProblem = 'empty' | 'number' | 'money' | 'decimals' | 'tooLarge';
export type ParsedCap = { cap: number } | { problem: CapProblem };

const GROUPED = /^\d{1,3}([,_ \u00A0\u202F’])\d{3}(?:\1\d{3})*(?:\.\d*)?$/u;
const zeros: Record<string, number> = { k: 3, m: 6, b: 9 };

/** "1,500,000" → "1500000"; commas that group nothing stay, and fail further on. */
function withoutGrouping(text: string): string {
  return GROUPED.test(text) ? text.replaceAll(/[,_ \u00A0\u202F’]/gu, '') : text;
}

/**
 * A cap as typed, in the meter's unit: dollars (up to nine decimals) as nano-USD, tokens and requests as they are or with
 * k, M or B behind. Exact: digits are moved, never multiplied as floats.
 */
export function parseCap(typed: string, meter: Meter): ParsedCap {
  const text = typed.trim();
  if (text === '') return { problem: 'empty' };
  return meter === 'charge' ? parseMoney(text) : parseCount(text);
}

function parseMoney(text: string): ParsedCap {
  const match = /^(\d*)(?:\.(\d*))?$/u.exec(withoutGrouping(text.replace(/^\$\s*/u, '')));
  const [, whole = '', decimals = ''] = match ?? [];
  if (whole === '' && decimals === '') return { problem: 'money' };
  const significant = decimals.replace(/0+$/u, '');
  if (significant.length > 9) return { problem: 'decimals' };
  return inRange(parseUsd(`${whole === '' ? '0' : whole}.${significant.padEnd(1, '0')}`));
}

function parseCount(text: string): ParsedCap {
  const match = /^(.*?)\s*([kmb])?$/iu.exec(text);
  const [, number = '', suffix = ''] = match ?? [];
  const digits = /^(\d+)(?:\.(\d*))?$/u.exec(withoutGrouping(number));
  if (digits === null) return { problem: 'number' };
  const decimals = (digits[2] ?? '').replace(/0+$/u, '');
  const room = zeros[suffix.toLowerCase()] ?? 0;
  if (decimals.length > room) return { problem: 'number' };
  return inRange(BigInt(`${digits[1]}${decimals.padEnd(room, '0')}`));
}

function inRange(amount: bigint): ParsedCap {
  return amount > BigInt(MAX_CAP) ? { problem: 'tooLarge' } : { cap: Number(amount) };
}

/** A cap as it stands in a field to be changed: plain dollars, or plain digits. */
export function capText(cap: number, meter: Meter): string {
  return meter === 'charge' ? usdDecimal(BigInt(cap)) : String(cap);
}
