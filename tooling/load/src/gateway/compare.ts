import { spreadOf } from '../spread.ts';
import { runRound, type Contender, type Figures } from './round.ts';

export type Load = { callers: number; rounds: number; seconds: number; staggerMs: number };

/** What each contender came to, round by round, in the order they were given. */
export type Compared = { names: string[]; rounds: Figures[][] };

/** Lets contenders run one after the other, each round in an order of its own, after a short run of each to warm up. */
export async function compare(contenders: readonly Contender[], load: Load): Promise<Compared> {
  for (const contender of contenders) {
    await runRound(contender, { ...load, seconds: Math.min(1, load.seconds) });
  }
  const rounds: Figures[][] = [];
  for (let round = 0; round < load.rounds; round += 1) {
    const figures: Figures[] = [];
    for (const index of shuffled(contenders.length)) {
      const contender = contenders[index];
      if (contender) figures[index] = await runRound(contender, load);
    }
    rounds.push(figures);
  }
  return { names: contenders.map(({ name }) => name), rounds };
}

function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => ({ index, at: Math.random() }));
  return order.toSorted((a, b) => a.at - b.at).map(({ index }) => index);
}

/** A figure of each contender: the median of the rounds, with the least and the most. */
export function cellsOf({ names, rounds }: Compared, figure: keyof Figures): string[] {
  return names.map((_, index) => cell(rounds.map((round) => round[index]?.[figure] ?? 0)));
}

/** By how much one contender's figure differs from another's in the same round: the median of the quotients. */
export function ratioOf(
  compared: Compared,
  figure: keyof Figures,
  [a, b]: [number, number],
): string {
  return cell(paired(compared, figure, [a, b], (x, y) => x / y));
}

/** What one contender has more than another in the same round. */
export function addedBy(
  compared: Compared,
  figure: keyof Figures,
  [a, b]: [number, number],
): string {
  return cell(paired(compared, figure, [a, b], (x, y) => x - y));
}

function paired(
  { rounds }: Compared,
  figure: keyof Figures,
  [a, b]: [number, number],
  combine: (x: number, y: number) => number,
): number[] {
  return rounds.map((round) =>
    combine(round[a]?.[figure] ?? Number.NaN, round[b]?.[figure] ?? Number.NaN),
  );
}

/** The median and the spread; one value without. */
export function cell(values: readonly number[]): string {
  const { least, median, most } = spreadOf(values);
  return values.length < 2 ? show(median) : `${show(median)} (${show(least)}–${show(most)})`;
}

function show(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
