'use client';
import { useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/**
 * One press that calls the server and then leaves the page; busy until it is gone.
 * @returns what failed, in words, and null while nothing has.
 */
export function useLeave(): {
  isPending: boolean;
  problem: string | null;
  leave: (call: () => Promise<string>) => void;
} {
  const common = useMessages('common');
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (call: () => Promise<string>): Promise<void> => {
    setPending(true);
    setProblem(null);
    try {
      window.location.assign(await call());
    } catch (error) {
      setProblem(readError(error)?.message ?? common.networkFailed);
      setPending(false);
    }
  };
  return {
    isPending,
    problem,
    leave: (call) => {
      if (!isPending) void run(call);
    },
  };
}
