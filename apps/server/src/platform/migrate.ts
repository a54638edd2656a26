import { readdirSync, readFileSync } from 'node:fs';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { CannotStart } from './refusals.ts';

const folder = new URL('../../migrations/', import.meta.url);

/** The migrations of this code, oldest first. */
export const migrationNames = () =>
  readdirSync(folder)
    .filter((f) => /^\d{4}_\w+\.sql$/.test(f))
    .sort();

/** Brings a database to this code's schema. Several processes may try at once; one does it. Throws `CannotStart` when the database is newer. */
export async function migrate(url: string): Promise<{ applied: string[] }> {
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const version = await sql<{ server_version_num: string }>`show server_version_num`.execute(db).catch((cause: unknown) => {
      throw new CannotStart(`The database cannot be reached (${reason(cause)}): check DATABASE_URL and that PostgreSQL runs.`, { cause });
    });
    if (Number(version.rows[0]!.server_version_num) < 150_000)
      throw new CannotStart('This PostgreSQL is too old: Fairlead needs version 15 or newer.');

    const names = migrationNames();
    const known = await done(db);
    const newer = known.filter((name) => !names.includes(name));
    if (newer.length > 0)
      throw new CannotStart(
        `This database was made by a newer Fairlead (it has ${newer.join(', ')}): start that version, or restore a backup from before.`,
      );
    if (known.length === names.length) return { applied: [] };

    const migrator = new Migrator({
      db,
      migrationTableSchema: 'public',
      provider: {
        getMigrations: () =>
          Promise.resolve(
            Object.fromEntries(
              names.map((name) => [
                name,
                { up: async (to: Kysely<unknown>) => void (await sql.raw(readFileSync(new URL(name, folder), 'utf8')).execute(to)) },
              ]),
            ),
          ),
      },
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error) throw new CannotStart(`The database could not be brought up to date (${reason(error)}).`, { cause: error });
    return { applied: (results ?? []).map((r) => r.migrationName) };
  } finally {
    await db.destroy();
  }
}

/** Migrations that a database has had. */
async function done(db: Kysely<unknown>): Promise<string[]> {
  const exists = await sql<{ t: string | null }>`select to_regclass('public.kysely_migration')::text as t`.execute(db);
  if (!exists.rows[0]!.t) return [];
  return (await sql<{ name: string }>`select name from public.kysely_migration order by name`.execute(db)).rows.map((r) => r.name);
}

function reason(error: unknown): string {
  if (error instanceof AggregateError) return reason(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
