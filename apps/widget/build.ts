/** Builds `dist/widget.js` and `dist/widget-console.js`, for the vendor's page, and `dist/frame/`, the page inside the panel. */
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

/** Vite would have scripts and styles of a lazy part fetched ahead; they have none, or load their own. */
const loadLazily: Plugin = {
  name: 'fairlead-load-lazily',
  enforce: 'pre',
  load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : null),
};

/** What a customer needs to chat; the parts that are imported when they are needed, and what only those use, stand elsewhere. */
const isAtOnce = (id: string) =>
  /preload-helper|preact|\/uuid\/|frame\/[^/]+\.tsx?$|client\/src\/(?!files|pieces)|(ui|words)\/src\//.test(id);

const common: InlineConfig = { root, configFile: false, logLevel: 'warn', define: { 'process.env.NODE_ENV': '"production"' } };

for (const [entry, script] of [
  ['src/loader.ts', 'widget.js'],
  ['src/console.ts', 'widget-console.js'],
] as const) {
  await build({
    ...common,
    define: { ...common.define, LAUNCHER_LABELS: JSON.stringify(launcherLabels) },
    build: {
      outDir: 'dist',
      emptyOutDir: script === 'widget.js',
      target: 'es2022',
      lib: { entry, formats: ['iife'], name: 'fairlead', fileName: () => script },
    },
  });
}

await build({
  ...common,
  root: `${root}/src/frame`,
  base: '/widget/',
  oxc: { jsx: { importSource: 'preact' } },
  resolve: { alias: { '@lingui/core': `${root}/src/frame/messages.ts` } },
  plugins: [loadLazily, catalogs(unsaid)],
  build: {
    outDir: '../../dist/frame',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    // One file for what loads at once: what later parts share with it would else be a file of its own, and compress worse.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'frame', test: isAtOnce }] } } },
  },
});
