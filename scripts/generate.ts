/**
 * Writes what is made from the migrations: the types of tables (`schema.gen.ts`) and the sum of all migrations (`schema.sql`),
 * from a database that they have just made. `--check` fails when a file differs. Also makes sure that better-auth asks for
 * no table or column that the frozen migration lacks.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { missingMigrations } from '../apps/server/src/domains/accounts/sign-in.ts';
import { startPostgres } from '../apps/server/src/platform/embedded-postgres.ts';
import { migrate } from '../apps/server/src/platform/migrate.ts';
import { root, run } from './run.ts';

/** Tables, constraints and indexes as PostgreSQL writes them back, in the order of their names. */
async function schemaOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const rows = async (text: string) => (await client.query<{ line: string }>(text)).rows.map((r) => r.line);
  const tables = await rows(`
    select format(E'create table %I.%I (\\n%s\\n);', n.nspname, c.relname, string_agg(format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' else '' end, coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')), E',\\n' order by a.attnum)) as line
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relkind = 'r' and n.nspname in ('public', 'auth') and c.relname not like 'kysely%'
    group by n.nspname, c.relname order by n.nspname, c.relname`);
  const constraints = await rows(`
    select format('alter table %s add constraint %I %s;', conrelid::regclass, conname, pg_get_constraintdef(oid)) as line
    from pg_constraint where connamespace in ('public'::regnamespace, 'auth'::regnamespace) and contype <> 'n' and conrelid::regclass::text not like 'kysely%'
    order by conrelid::regclass::text, conname`);
  const indexes = await rows(`
    select indexdef || ';' as line from pg_indexes where schemaname in ('public', 'auth') and tablename not like 'kysely%'
      and indexname not in (select conname from pg_constraint) order by schemaname, tablename, indexname`);
  await client.end();
  return [
    '-- The sum of all migrations, written by `npm run generate`: read it, do not edit it.',
    ...tables,
    constraints.join('\n'),
    indexes.join('\n'),
    '',
  ].join('\n\n');
}

const dir = mkdtempSync(join(tmpdir(), 'fairlead-generate-'));
const postgres = await startPostgres({ dir, unsafeFast: true });
const stale: string[] = [];
try {
  const url = await postgres.url('fairlead');
  await migrate(url);
  const types = join(dir, 'types.ts');
  const generated = await run(
    'kysely-codegen',
    [
      '--dialect',
      'postgres',
      '--url',
      url,
      '--out-file',
      types,
      '--include-pattern',
      'public.*',
      '--exclude-pattern',
      'public.kysely*',
      '--numeric-parser',
      'number',
    ],
    { quiet: true },
  );
  if (generated.code !== 0) throw new Error(generated.output);
  const products: [file: string, text: string][] = [
    ['apps/server/src/platform/schema.gen.ts', readFileSync(types, 'utf8')],
    ['apps/server/migrations/schema.sql', await schemaOf(url)],
  ];
  for (const [file, text] of products) {
    const path = join(root, file);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    stale.push(`${file} is not what the migrations make: run "npm run generate"`);
    if (!process.argv.includes('--check')) writeFileSync(path, text);
  }
  const missing = await missingMigrations(url);
  if (missing) stale.push(`better-auth asks for a migration that is not frozen yet:\n${missing}`);
} finally {
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
}
if (process.argv.includes('--check') && stale.length > 0) {
  process.stderr.write(`${stale.join('\n')}\n`);
  process.exit(1);
}
