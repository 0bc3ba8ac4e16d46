import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { languages } from './highlight-languages.ts';
import type { HighlightAnswer, HighlightQuestion } from './highlight.ts';

const THEME = 'geko';
let core: Promise<HighlighterCore> | null = null;

/** Tokens name what they are ("keyword"), not a colour: both themes are in the style sheet. */
function getCore(): Promise<HighlighterCore> {
  core ??= createHighlighterCore({
    themes: [createCssVariablesTheme({ name: THEME, variablePrefix: '--', fontStyle: false })],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  return core;
}

async function highlight(code: string, language: string): Promise<HighlightAnswer['lines']> {
  const load = languages[language];
  if (load === undefined) return null;
  const highlighter = await getCore();
  if (!highlighter.getLoadedLanguages().includes(language))
    await highlighter.loadLanguage((await load()).default);
  const { tokens } = highlighter.codeToTokens(code, { lang: language, theme: THEME });
  return tokens.map((line) => {
    const runs: [string, string][] = [];
    for (const { content, color } of line) {
      const kind = /^var\(--token-([\w-]+)\)$/.exec(color ?? '')?.[1] ?? '';
      const last = runs.at(-1);
      if (last?.[1] === kind) last[0] += content;
      else runs.push([content, kind]);
    }
    return runs;
  });
}

self.onmessage = async ({ data: { id, code, language } }: MessageEvent<HighlightQuestion>) => {
  const lines = await highlight(code, language).catch(() => null);
  const answer: HighlightAnswer = { id, lines };
  self.postMessage(answer);
};
