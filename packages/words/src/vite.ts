import { compileCatalog } from './compile.ts';

/**
 * Vite plugin: compiles `catalogs/<language>/<surface>.json` at build time, so no parser of messages reaches a browser.
 * Keys that are `unsaid` on a surface are left out of what it loads.
 */
export function catalogs(unsaid: readonly string[] = []) {
  const left = new Set(unsaid);
  return {
    name: 'fairlead-catalogs',
    enforce: 'pre' as const,
    transform(code: string, id: string) {
      if (!/words\/catalogs\/\w+\/\w+\.json$/.test(id)) return null;
      const messages = Object.entries(JSON.parse(code) as Record<string, string>).filter(([key]) => !left.has(key));
      return {
        code: `export default ${JSON.stringify(compileCatalog(Object.fromEntries(messages), id))}`,
        moduleType: 'js' as const,
      };
    },
  };
}
