'use client';
import { useMessages } from '../../messages/use-messages.tsx';

/**
 * A provider's name over its models, and what the columns are where they are the same for all, as for those that chat; each
 * row names its own figures to screen readers.
 */
export function ModelGroupHeader({
  id,
  name,
  hasColumns,
}: {
  id: string;
  name: string;
  hasColumns: boolean;
}) {
  const models = useMessages('models');
  return (
    <div className="grid items-end gap-x-4 px-4 py-3 sm:px-5 md:grid-cols-(--model-columns)">
      <h2 id={id} className="text-[0.9375rem] leading-6 font-semibold">
        {name}
      </h2>
      {hasColumns
        ? [models.input, models.output, models.context].map((column) => (
            <p key={column} aria-hidden className="hidden text-end text-xs text-subtle md:block">
              {column}
            </p>
          ))
        : null}
      {hasColumns ? (
        <p aria-hidden className="hidden text-xs text-subtle md:block">
          {models.status}
        </p>
      ) : null}
    </div>
  );
}
