'use client';
import { useRef } from 'react';
import { createBlockSplitter, type BlockSplitter } from './block-splitter.ts';
import { MarkdownBlock } from './markdown-block.tsx';

/** An answer as Markdown, drawn block by block. */
export default function Markdown({ text, isStreaming }: { text: string; isStreaming: boolean }) {
  const splitter = useRef<BlockSplitter | null>(null);
  splitter.current ??= createBlockSplitter();
  // Splitting remembers the text before: it only ever depends on the texts given, so drawing twice is harmless.
  const blocks = splitter.current(text);
  return (
    <div className="geko-prose">
      {blocks.map(({ start, raw }, index) => (
        <MarkdownBlock
          key={start}
          raw={raw}
          isComplete={!isStreaming || index < blocks.length - 1}
        />
      ))}
    </div>
  );
}
