/**
 * What goes wrong with the next requests that fit.
 * refuse: answered with that status, and nothing is done. reset-before: the connection breaks before anything is done.
 * reset-after: it is done, and the connection breaks before the answer. slow: it is done after so many ms.
 */
export type Fault = (
  | { kind: 'refuse'; status: 429 | 500 | 503 }
  | { kind: 'reset-before' }
  | { kind: 'reset-after' }
  | { kind: 'slow'; ms: number }
) & {
  /** How many requests it meets; 1 unless told. */
  times?: number;
  /** Only those whose method and path begin so, such as "POST /v1/refunds". */
  on?: string;
  /** Only those whose path ends so, such as "/pay". */
  ending?: string;
};

export function createFaults() {
  let waiting: Fault[] = [];
  return {
    push: (fault: Fault) => void waiting.push({ times: 1, ...fault }),
    clear: () => void (waiting = []),
    take(line: string): Fault | null {
      const fault = waiting.find(
        ({ on = '', ending = '' }) => line.startsWith(on) && line.endsWith(ending),
      );
      if (fault === undefined) return null;
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times <= 0) waiting = waiting.filter((other) => other !== fault);
      return fault;
    },
  };
}
export type Faults = ReturnType<typeof createFaults>;
