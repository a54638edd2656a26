import { compileCatalog } from './compile.ts';

/** Vite plugin: compiles `catalogs/<language>/<surface>.json` at build time, so no parser of messages reaches a browser. */
export function catalogs() {
  return {
    name: 'fairlead-catalogs',
    enforce: 'pre' as const,
    transform(code: string, id: string) {
      if (!/words\/catalogs\/\w+\/\w+\.json$/.test(id)) return null;
      return {
        code: `export default ${JSON.stringify(compileCatalog(JSON.parse(code) as Record<string, string>, id))}`,
        moduleType: 'js' as const,
      };
    },
  };
}
