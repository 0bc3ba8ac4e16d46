'use client';
import { useState } from 'react';
import { createBlockSplitter } from './block-splitter.ts';
import { MarkdownBlock } from './markdown-block.tsx';

/** An answer as Markdown, drawn block by block. */
export default function Markdown({ text, isStreaming }: { text: string; isStreaming: boolean }) {
  const [split] = useState(createBlockSplitter);
  // Splitting remembers the text before: it only ever depends on the texts given, so drawing twice is harmless.
  const blocks = split(text);
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
