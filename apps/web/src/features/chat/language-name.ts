/** What models write after the fence → the language's key in highlight-languages.ts. */
const aliases: Record<string, string> = {
  'c#': 'csharp',
  'c++': 'cpp',
  console: 'bash',
  cs: 'csharp',
  docker: 'dockerfile',
  golang: 'go',
  htm: 'html',
  js: 'javascript',
  jsonc: 'json',
  jsx: 'tsx',
  kt: 'kotlin',
  md: 'markdown',
  mjs: 'javascript',
  postgresql: 'sql',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  ts: 'typescript',
  vue: 'html',
  xml: 'html',
  yml: 'yaml',
  zsh: 'bash',
};

/** The key of a fence's info string: "TS title=x" → "typescript"; '' when there is none. */
export function languageKey(info: string): string {
  const name = /^[\w#+.-]+/.exec(info.trim())?.[0].toLowerCase() ?? '';
  return aliases[name] ?? name;
}
