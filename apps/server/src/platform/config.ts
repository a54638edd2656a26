import { resolve } from 'node:path';
import { z } from 'zod';
import { CannotStart } from './refusals.ts';
import type { S3 } from './s3.ts';

const flag = z.enum(['0', '1', 'true', 'false', 'yes', 'no']).transform((v) => ['1', 'true', 'yes'].includes(v));

/** Every setting of the desk, read from the environment. The table in docs/operating/settings.md says the same. */
const Settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4400),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  IDENTITY_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  IDENTITY_JWKS: z.url().optional(),
  VENDOR_NAME: z.string().min(1).default('Skerry'),
  HELP_URL: z.url().optional(),
  HELP_COLOR: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a colour like #0b6e75')
    .optional(),
  DEMO: flag.optional(),
  LARGEST_FILE_MB: z.coerce.number().min(1).max(5_000).default(5_000),
  DISK_RESERVE_MB: z.coerce.number().min(0).default(500),
  S3_ENDPOINT: z.url().optional(),
  S3_BUCKET: z.string().min(1).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_KEY_ID: z.string().min(1).optional(),
  S3_SECRET: z.string().min(1).optional(),
  CLAMD: z
    .string()
    .regex(/^(\/.+|[^/:]+:\d+)$/, 'must be the path of a socket, or host:port')
    .optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional(),
  DKIM_KEY_FILE: z.string().min(1).optional(),
  DKIM_DOMAIN: z.string().min(1).optional(),
  DKIM_SELECTOR: z.string().min(1).optional(),
  MAIL_LISTEN: z
    .string()
    .regex(/^[^/]+:\d+$/, 'must be host:port')
    .optional(),
  IMAP_URL: z
    .string()
    .regex(/^imaps?:\/\/\S+(\s+imaps?:\/\/\S+)*$/, 'must begin with imap:// or imaps://; several are separated by spaces')
    .optional(),
  MAIL_RELAY: z.string().min(1).optional(),
  LARGEST_MAIL_MB: z.coerce.number().min(1).max(500).default(50),
  MESSAGES_PER_SECOND: z.coerce.number().min(1).default(20),
});

export interface Config {
  port: number;
  host: string;
  /** Origin under which browsers reach the desk, without a trailing slash; null: the address it listens on. */
  publicUrl: string | null;
  dataDir: string;
  /** Null: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null;
  /** Key (HS256) with which the vendor signs identity tokens; null: one made at the first start. */
  identitySecret: string | null;
  identityJwks: string | null;
  vendor: string;
  help: {
    /** Origin under which the help center is read, without a trailing slash; null: that of the desk. */
    url: string | null;
    /** Of links and buttons there, as `#rrggbb`. */
    color: string | null;
  };
  /** Null: on while the database is empty. */
  demo: boolean | null;
  /** Bytes; the policy may allow less. */
  largestFile: number;
  /** What uploads leave free of the disk, bytes, so that the database can go on. */
  diskReserve: number;
  /** Where files' bytes are; null: in `dataDir`. */
  s3: S3 | null;
  /** ClamAV's daemon: the path of its socket, or `host:port`. */
  clamd: string | null;
  mail: {
    /** Server that takes what is sent, with its user and password; null: mail is kept here to be looked at. */
    server: string | null;
    dkim: { keyFile: string; domain: string; selector: string } | null;
    /** `host:port` at which the desk takes mail by SMTP. */
    listen: string | null;
    /** Mailboxes on IMAP servers, each with its user and password. */
    mailboxes: string[];
    /** The name (authserv-id, RFC 8601) of the relay whose findings about senders are believed. */
    relay: string | null;
    /** Bytes. */
    largest: number;
  };
  /** What one person may send, sustained; bursts of five seconds' worth pass. */
  messagesPerSecond: number;
}

/** Reads and checks the settings; throws `CannotStart` naming each wrong one. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = Settings.safeParse(given);
  if (!read.success) {
    const wrong = read.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ');
    throw new CannotStart(`These settings are not valid, correct them and start again: ${wrong}.`);
  }
  const s = read.data;
  const s3 = [s.S3_ENDPOINT, s.S3_BUCKET, s.S3_KEY_ID, s.S3_SECRET];
  if (s3.some(Boolean) && !s3.every(Boolean))
    throw new CannotStart('Set all of S3_ENDPOINT, S3_BUCKET, S3_KEY_ID and S3_SECRET, or none of them.');
  const dkim = [s.DKIM_KEY_FILE, s.DKIM_DOMAIN, s.DKIM_SELECTOR];
  if (dkim.some(Boolean) && !dkim.every(Boolean))
    throw new CannotStart('Set all of DKIM_KEY_FILE, DKIM_DOMAIN and DKIM_SELECTOR, or none of them.');
  return {
    port: s.PORT,
    host: s.HOST,
    publicUrl: s.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    dataDir: resolve(s.DATA_DIR),
    databaseUrl: s.DATABASE_URL ?? null,
    identitySecret: s.IDENTITY_SECRET ?? null,
    identityJwks: s.IDENTITY_JWKS ?? null,
    vendor: s.VENDOR_NAME,
    help: { url: s.HELP_URL ? new URL(s.HELP_URL).origin : null, color: s.HELP_COLOR ?? null },
    demo: s.DEMO ?? null,
    largestFile: s.LARGEST_FILE_MB * 1_000_000,
    diskReserve: s.DISK_RESERVE_MB * 1_000_000,
    s3: s.S3_ENDPOINT
      ? { endpoint: s.S3_ENDPOINT, bucket: s.S3_BUCKET!, region: s.S3_REGION, keyId: s.S3_KEY_ID!, secret: s.S3_SECRET! }
      : null,
    clamd: s.CLAMD ?? null,
    mail: {
      server: s.SMTP_URL ?? null,
      dkim: s.DKIM_KEY_FILE ? { keyFile: s.DKIM_KEY_FILE, domain: s.DKIM_DOMAIN!, selector: s.DKIM_SELECTOR! } : null,
      listen: s.MAIL_LISTEN ?? null,
      mailboxes: s.IMAP_URL?.split(/\s+/) ?? [],
      relay: s.MAIL_RELAY?.toLowerCase() ?? null,
      largest: s.LARGEST_MAIL_MB * 1_000_000,
    },
    messagesPerSecond: s.MESSAGES_PER_SECOND,
  };
}
