'use client';
import { Callout } from '@geko/ui/callout';
import { LogoMark } from '@geko/ui/logo';
import Link from 'next/link';
import { useSyncExternalStore } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

const never = (): (() => void) => () => undefined;

/** The reader's time of day; unknown on the server, which may be elsewhere. */
function useDayTime(): 'morning' | 'afternoon' | 'evening' | null {
  return useSyncExternalStore(
    never,
    () => {
      const hour = new Date().getHours();
      return hour >= 5 && hour < 12 ? 'morning' : hour >= 12 && hour < 18 ? 'afternoon' : 'evening';
    },
    () => null,
  );
}

/** What stands in an empty chat: a greeting and three ideas. */
export function Greeting() {
  const chat = useMessages('chat');
  const { me } = useWorkspace();
  const time = useDayTime();
  const firstName = me.name.split(/\s+/)[0] ?? me.name;
  return (
    <div className="flex flex-col items-center text-center">
      <LogoMark className="mb-5 size-11" />
      <h1 className="text-2xl leading-8 font-semibold tracking-tight text-balance sm:text-[1.75rem] sm:leading-9">
        {time === null ? chat.greetingLine : `${chat.greeting[time]}, ${firstName}`}
      </h1>
      <p className="mt-1 text-muted">{time === null ? ' ' : chat.greetingLine}</p>
    </div>
  );
}

export function Suggestions({ onChoose }: { onChoose: (text: string) => void }) {
  const chat = useMessages('chat');
  return (
    <ul aria-label={chat.suggestionsLabel} className="mt-3 grid gap-2 sm:grid-cols-3">
      {chat.suggestions.map(({ title, text }) => (
        <li key={title}>
          <button
            type="button"
            onClick={() => onChoose(text)}
            className="flex h-full w-full flex-col rounded-xl border border-line bg-surface px-3.5 py-3 text-start shadow-xs transition-colors duration-100 hover:border-line-strong hover:bg-hover dark:bg-raised"
          >
            <span className="text-sm font-medium">{title}</span>
            <span className="mt-0.5 line-clamp-1 text-xs leading-5 text-subtle sm:line-clamp-2">
              {text}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Nothing can answer here: what the operator has to set. */
export function NoModels({ workspaceId }: { workspaceId: string }) {
  const { noModels } = useMessages('chat');
  return (
    <Callout
      tone="warning"
      title={noModels.title}
      action={
        <Link
          href={`/w/${workspaceId}/models`}
          className="text-sm font-medium text-accent-text underline underline-offset-4"
        >
          {noModels.models}
        </Link>
      }
    >
      <p>{noModels.body}</p>
      <code
        className="mt-2 block overflow-x-auto rounded-md bg-surface px-3 py-2 font-mono text-xs whitespace-pre text-fg"
        tabIndex={0}
      >
        {noModels.example}
      </code>
      <p className="mt-2">{noModels.demo}</p>
    </Callout>
  );
}
