/** Builds what a customer runs by npx: one program with everything in it, as a package that needs no other. */
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { build } from 'vite';

const here = import.meta.dirname;
const dist = join(here, 'dist');
await build({
  root: here,
  configFile: false,
  logLevel: 'warn',
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: 'src/customer.ts',
    outDir: dist,
    emptyOutDir: true,
    target: 'node24',
    minify: true,
    rollupOptions: { output: { entryFileNames: 'fairlead.js' } },
  },
});

const about = {
  name: 'fairlead',
  version: '0.1.0',
  type: 'module',
  license: 'Apache-2.0',
  bin: { fairlead: 'fairlead.js' },
  engines: { node: '>=24.14' },
};
const tar = pack();
const packed = pipeline(tar, createGzip({ level: 9 }), createWriteStream(join(dist, 'fairlead.tgz')));
const add = (name: string, content: string | Buffer) => tar.entry({ name: `package/${name}`, mode: 0o755, mtime: new Date(0) }, content);
add('package.json', `${JSON.stringify(about, null, 2)}\n`);
add('fairlead.js', readFileSync(join(dist, 'fairlead.js')));
// The program reads it beside itself.
add('analysing/shipped.yaml', readFileSync(join(here, '../../packages/flare-kit/src/analysing/shipped.yaml')));
tar.finalize();
mkdirSync(dist, { recursive: true });
await packed;
