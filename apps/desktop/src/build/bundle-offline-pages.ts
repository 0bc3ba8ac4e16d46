import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import tailwind from '@tailwindcss/postcss';
import { build, type Plugin } from 'esbuild';
import postcss from 'postcss';

const web = join(import.meta.dirname, '..', '..', '..', 'web');
const resources = join(import.meta.dirname, '..', '..', 'resources');
/** The web app's own components, put together for a page without a server. */
const entry = join(web, 'src', 'features', 'desktop', 'offline', 'main.tsx');

/** Styles as the web app has them. */
const styles: Plugin = {
  name: 'tailwind',
  setup(its) {
    its.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const processed = await postcss([tailwind({ base: web })]).process(
        await readFile(path, 'utf8'),
        { from: path },
      );
      return { contents: processed.css, loader: 'css' };
    });
  },
};

/** Puts the pages that come with the app into a folder: those of `resources/offline`, and what makes them alive. */
export async function bundleOfflinePages(folder: string): Promise<void> {
  await cp(join(resources, 'offline'), folder, { recursive: true });
  await cp(join(web, 'src', 'app', 'icon.svg'), join(folder, 'mark.svg'));
  await build({
    entryPoints: { page: entry },
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'chrome140',
    jsx: 'automatic',
    minify: true,
    sourcemap: false,
    legalComments: 'none',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'file', '.svg': 'dataurl' },
    assetNames: '[name]-[hash]',
    plugins: [styles],
  });
}
