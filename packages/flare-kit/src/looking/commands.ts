/** Commands that a bundle was made by: what each printed, and how it ended. */
import { at, type Bundle, jsonAt, listAt, pathOf, textAt } from '../bundle.ts';

export interface RunCommand {
  command: string;
  /** What it printed; null where that is not here. */
  path: string | null;
  /** Null where it was not noted. */
  code: number | null;
  seconds: number | null;
}

const most = 3_000;
const numberAt = (value: unknown, key: string): number | null => {
  const found = Number(at(value, key) ?? NaN);
  return Number.isFinite(found) ? found : null;
};

/** As the manifests of sos and of `fairlead flare collect` have them. */
export async function commandsOf(bundle: Bundle): Promise<RunCommand[]> {
  const path = pathOf(bundle, /(?:^|\/)(?:sos_reports\/manifest|fairlead-collected)\.json$/);
  if (path === undefined) return [];
  const manifest = await jsonAt(bundle, path);
  const plugins = Object.values((at(manifest, 'components', 'report', 'plugins') as object | undefined) ?? {});
  const paths = new Set(bundle.files.map((file) => file.path));
  // Paths in it begin at its own folder.
  const root = path.replace(/(?:sos_reports\/manifest|fairlead-collected)\.json$/, '');
  return [...plugins.flatMap((plugin: unknown) => listAt(plugin, 'commands')), ...listAt(manifest, 'commands')]
    .slice(0, most)
    .flatMap((one) => {
      const command = textAt(one, 'exec') ?? textAt(one, 'command');
      if (command === null) return [];
      const file = root + (textAt(one, 'filepath') ?? textAt(one, 'path') ?? '');
      return [{ command, path: paths.has(file) ? file : null, code: numberAt(one, 'return_code'), seconds: numberAt(one, 'run_time') }];
    });
}
