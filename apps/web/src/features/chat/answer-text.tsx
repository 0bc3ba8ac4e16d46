'use client';
import { lazy, Suspense } from 'react';

const load = () => import('./markdown.tsx');
const Markdown = lazy(load);

/** Fetches the Markdown renderer ahead of the first answer. */
export function preloadMarkdown(): void {
  void load();
}

/** The text of an answer; plain until the renderer is here, so that nothing waits for it. */
export function AnswerText({ text, isStreaming }: { text: string; isStreaming: boolean }) {
  return (
    <Suspense fallback={<PlainText text={text} />}>
      <Markdown text={text} isStreaming={isStreaming} />
    </Suspense>
  );
}

export function PlainText({ text }: { text: string }) {
  return <div className="leading-7 break-words whitespace-pre-wrap">{text}</div>;
}
