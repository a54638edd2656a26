import { catalogs } from '@fairlead/words/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/portal/',
  plugins: [catalogs(), react()],
  build: {
    outDir: 'dist',
    // The desk's content policy allows no inline scripts, and the polyfill would be one.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': { target: 'http://localhost:4400', ws: true } } },
});
