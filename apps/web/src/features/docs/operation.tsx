import { Badge } from '@geko/ui/badge';
import { CopyButton } from '@geko/ui/copy-button';
import { fill } from '../../lib/fill.ts';
import { getMessages } from '../../messages/get-messages.ts';
import { CodeBlock } from './code-block.tsx';
import type { DocOperation } from './read-chapters.ts';
import { TryCall } from './try-call.tsx';

const tones: Readonly<Record<string, 'blue' | 'success' | 'warning' | 'danger'>> = {
  GET: 'blue',
  POST: 'success',
  PATCH: 'warning',
  DELETE: 'danger',
};

/** One call: what it is for, what it takes and answers, an example, and a form to make it. */
export function Operation({ operation }: { operation: DocOperation }) {
  const { docs, common } = getMessages();
  const { id, method, path, summary, paragraphs, fields, body, answer, refusals, curl } = operation;
  return (
    <article
      id={id}
      aria-labelledby={`${id}-title`}
      className="flex scroll-mt-6 flex-col gap-4 border-t border-line pt-6"
    >
      <div>
        <h3 id={`${id}-title`} className="font-semibold">
          {summary}
        </h3>
        <p className="mt-1 flex flex-wrap items-center gap-2">
          <Badge tone={tones[method] ?? 'neutral'}>{method}</Badge>
          <code className="font-mono text-xs wrap-anywhere">/api/v1{path}</code>
        </p>
        {paragraphs.map((text) => (
          <p key={text} className="mt-2 text-sm text-pretty text-muted">
            <WithCode text={text} />
          </p>
        ))}
      </div>
      {fields.length === 0 ? null : (
        <div className="flex flex-col gap-2">
          <h4 className="text-sm font-medium">{docs.fields}</h4>
          <dl className="flex flex-col gap-2 text-sm">
            {fields.map(({ name, place, type, isRequired }) => (
              <div key={name} className="flex flex-wrap gap-x-3">
                <dt>
                  <code className="font-mono text-xs">{name}</code>
                </dt>
                <dd className="text-muted">
                  {docs.places[place]}, <code className="font-mono text-xs">{type}</code>
                  {isRequired ? '' : `, ${docs.optional}`}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      {body === null ? null : (
        <div className="flex flex-col gap-2">
          <h4 className="text-sm font-medium">{docs.body}</h4>
          <CodeBlock label={fill(docs.bodyOf, { name: summary })} code={body.type} />
        </div>
      )}
      <div className="flex flex-col gap-2">
        <h4 className="flex items-center gap-2 text-sm font-medium">
          {docs.answer} <Badge tone="success">{answer.status}</Badge>
        </h4>
        <CodeBlock label={fill(docs.answerOf, { name: summary })} code={answer.type} />
        <details>
          <summary className="cursor-pointer text-sm text-muted">{docs.refusals}</summary>
          <dl className="mt-2 flex flex-col gap-2 text-sm">
            {refusals.map(({ status, sentences }) => (
              <div key={status} className="flex gap-3">
                <dt className="font-mono text-xs leading-5">{status}</dt>
                <dd className="min-w-0 text-muted">
                  {sentences.map((sentence) => (
                    <p key={sentence} className="wrap-anywhere">
                      {sentence}
                    </p>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
      <div className="flex flex-col gap-2">
        <div className="flex items-center justify-between gap-3">
          <h4 className="text-sm font-medium">{docs.example}</h4>
          <CopyButton
            value={curl}
            label={fill(docs.copyExample, { name: summary })}
            copiedLabel={common.copied}
          />
        </div>
        <CodeBlock label={fill(docs.exampleOf, { name: summary })} code={curl} />
      </div>
      {body !== null && body.mediaType !== 'application/json' ? null : (
        <div>
          <TryCall
            method={method}
            path={path}
            fields={fields}
            bodyExample={body?.example ?? null}
            needsCredential={operation.needsCredential}
            summary={summary}
          />
        </div>
      )}
    </article>
  );
}

/** A sentence in which `names` stand as code. */
function WithCode({ text }: { text: string }) {
  return text.split('`').map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      <code key={part} className="font-mono text-xs">
        {part}
      </code>
    ),
  );
}
