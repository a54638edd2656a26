/** The same embedded PostgreSQL that the desk runs, with the same settings: what is measured against it differs by the desk alone. */
export { startPostgres } from '../../apps/server/src/platform/embedded-postgres.ts';
