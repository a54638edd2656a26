/** Builds `dist/widget.js`, the loader for the vendor's page, and `dist/frame/`, the page inside the panel. */
import { readFileSync } from 'node:fs';
import { languages } from '@fairlead/words';
import { catalogs } from '@fairlead/words/vite';
import { build, type InlineConfig, type Plugin } from 'vite';
import { unsaid } from './src/frame/languages/unsaid.ts';

const root = import.meta.dirname;

/** The loader carries no catalog: of all that is said it needs only the name of its button. */
const launcherLabels = Object.fromEntries(
  languages.map((language) => {
    const file = new URL(import.meta.resolve(`@fairlead/words/catalogs/${language}/widget.json`));
    return [language, (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)['launcher.label']];
  }),
);

/** Vite would have scripts and styles of a lazy part fetched ahead; languages, the only ones, have none. */
const loadLazily: Plugin = {
  name: 'fairlead-load-lazily',
  enforce: 'pre',
  load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : null),
};

const common: InlineConfig = { root, configFile: false, logLevel: 'warn', define: { 'process.env.NODE_ENV': '"production"' } };

await build({
  ...common,
  define: { ...common.define, LAUNCHER_LABELS: JSON.stringify(launcherLabels) },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    lib: { entry: 'src/loader.ts', formats: ['iife'], name: 'fairlead', fileName: () => 'widget.js' },
  },
});

await build({
  ...common,
  root: `${root}/src/frame`,
  base: '/widget/',
  oxc: { jsx: { importSource: 'preact' } },
  resolve: { alias: { '@lingui/core': `${root}/src/frame/messages.ts` } },
  plugins: [loadLazily, catalogs(unsaid)],
  build: { outDir: '../../dist/frame', emptyOutDir: true, target: 'es2022', modulePreload: false, cssCodeSplit: false },
});
