'use client';
import { CopyButton } from '@geko/ui/copy-button';
import type { AuditLine } from '@geko/contracts/audit';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** Everything that a line says, word for word, each to be copied. */
export function AuditDetails({ line, exactTime }: { line: AuditLine; exactTime: string }) {
  const audit = useMessages('audit');
  const common = useMessages('common');
  const { facts } = audit;
  const person =
    line.actorName === null
      ? null
      : line.actorEmail === null
        ? line.actorName
        : `${line.actorName}, ${line.actorEmail}`;
  const rows = [
    [facts.at, `${exactTime} (${line.at})`],
    [facts.action, line.action],
    [facts.actor, line.actorId === null ? audit.geko : person],
    [facts.actorId, line.actorId],
    [fill(facts.objectId, { kind: audit.kinds[line.objectKind] }), line.objectId],
    [facts.before, line.before],
    [facts.after, line.after],
    [facts.address, line.address],
    [facts.userAgent, line.userAgent],
    [facts.requestId, line.requestId],
    [facts.seq, String(line.seq)],
    [facts.hash, line.hash],
  ] as const;
  return (
    <dl className="mt-2 mb-1 grid gap-x-4 gap-y-1 rounded-lg border border-line bg-sunken px-3 py-2 text-xs leading-5 sm:ms-10 sm:grid-cols-[max-content_1fr]">
      {rows.map(([name, value]) =>
        value === null || value === '' ? null : (
          <div key={name} className="contents">
            <dt className="text-subtle max-sm:mt-1">{name}</dt>
            <dd className="flex min-w-0 items-center gap-1">
              <span className="min-w-0 font-mono wrap-anywhere">{value}</span>
              <CopyButton
                value={value}
                label={fill(facts.copy, { fact: name })}
                copiedLabel={common.copied}
                className="-my-1 size-6 shrink-0 pointer-coarse:size-8 [&_svg]:size-3"
              />
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}
