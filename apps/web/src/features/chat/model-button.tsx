'use client';
import { Button } from '@geko/ui/button';
import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** What is pressed to choose a model; it names the one that is chosen. */
export function ModelButton({
  name,
  ...props
}: { name: string | null } & Omit<ComponentProps<'button'>, 'name'>) {
  const { models: texts } = useMessages('chat');
  return (
    <Button
      variant="ghost"
      size="sm"
      className="max-w-full gap-1.5 px-2.5"
      aria-label={name === null ? texts.choose : fill(texts.trigger, { name })}
      {...props}
    >
      <span className="truncate">{name ?? texts.choose}</span>
      <ChevronDown aria-hidden className="text-subtle" />
    </Button>
  );
}
