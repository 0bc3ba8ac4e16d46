/**
 * Weighted round robin without bursts (nginx's smooth algorithm): of weights 3 and 1 the first, the first, the second, the
 * first. Who is not among the candidates keeps its turn for later.
 */
export function createSmoothRobin(): <T extends { alias: string; weight: number }>(
  candidates: readonly T[],
) => T | null {
  const credit = new Map<string, number>();
  return (candidates) => {
    let best: (typeof candidates)[number] | null = null;
    let total = 0;
    for (const one of candidates) {
      total += one.weight;
      const has = (credit.get(one.alias) ?? 0) + one.weight;
      credit.set(one.alias, has);
      if (best === null || has > (credit.get(best.alias) ?? 0)) best = one;
    }
    if (best) credit.set(best.alias, (credit.get(best.alias) ?? 0) - total);
    return best;
  };
}
