'use client';
import { CopyButton } from '@geko/ui/copy-button';
import { Field } from '@geko/ui/field';
import { Textarea } from '@geko/ui/textarea';
import { useRef } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';

/** A key's secret, whole and in sight, so that it can be taken by hand where the browser refuses its clipboard. */
export function SecretShown({ secret }: { secret: string }) {
  const { secret: texts } = useMessages('apiKeys');
  const common = useMessages('common');
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <div className="flex flex-col gap-3">
      <Field label={texts.label}>
        <Textarea
          ref={field}
          readOnly
          isAutoGrow
          rows={1}
          value={secret}
          autoComplete="off"
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          className="font-mono break-all"
        />
      </Field>
      <CopyButton
        hasText
        autoFocus
        variant="primary"
        size="md"
        value={secret}
        label={texts.copy}
        copiedLabel={common.copied}
        onCopyError={() => field.current?.focus()}
        className="self-start"
      />
    </div>
  );
}
