'use client';
import { memo, type ComponentProps } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { CodeBlock } from './code-block.tsx';
import { parseCodeFence } from './code-fence.ts';
import { safeUrl } from './safe-url.ts';

const plugins = [remarkGfm];

const components: Components = {
  a: ({ href, children }) => {
    const url = safeUrl(href);
    return url === null ? (
      <span>{children}</span>
    ) : (
      <ExternalLink href={url}>{children}</ExternalLink>
    );
  },
  // A picture from somewhere would tell that somewhere who reads this: it is a link.
  img: ({ src, alt }) => {
    const url = typeof src === 'string' ? safeUrl(src) : null;
    return url === null ? (
      <span>{alt}</span>
    ) : (
      <ExternalLink href={url}>{alt === undefined || alt === '' ? url : alt}</ExternalLink>
    );
  },
  table: ({ children }) => (
    <div className="geko-table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
  pre: ({ node, children }) => {
    const code = node?.children[0];
    if (code?.type !== 'element') return <pre>{children}</pre>;
    const text = code.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
    const names = code.properties['className'];
    const name = Array.isArray(names) ? String(names[0] ?? '').replace(/^language-/, '') : '';
    return <CodeBlock info={name} code={text.replace(/\n$/, '')} isComplete />;
  },
};

function ExternalLink({ href, children }: ComponentProps<'a'>) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** One block of an answer. Memoised: while an answer grows, only its last blocks are drawn again. */
export const MarkdownBlock = memo(function MarkdownBlock({
  raw,
  isComplete,
}: {
  raw: string;
  isComplete: boolean;
}) {
  const fence = parseCodeFence(raw);
  if (fence !== null)
    return (
      <CodeBlock info={fence.info} code={fence.code} isComplete={isComplete || fence.isClosed} />
    );
  return (
    <ReactMarkdown
      remarkPlugins={plugins}
      components={components}
      urlTransform={(url) => safeUrl(url) ?? ''}
    >
      {raw}
    </ReactMarkdown>
  );
});
