'use client';
import { Callout } from '@geko/ui/callout';

/** What is wrong with a whole form, above its fields; nothing while all is well. */
export function FormProblem({ problem }: { problem: string | null }) {
  if (problem === null) return null;
  return (
    <Callout tone="danger" role="alert">
      {problem}
    </Callout>
  );
}
