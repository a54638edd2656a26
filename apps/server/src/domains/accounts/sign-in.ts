/** Sign-in by password for staff and portal: better-auth in its own schema. Loaded when first needed, because it takes a third of a second and 25 MB. */
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import pg from 'pg';

export interface SignIn {
  /** Answers a request under `/api/auth`. */
  handle(request: Request): Promise<Response>;
  /** Makes a user with a password, or gives the one with this address a new one; answers its id. */
  createUser(person: { name: string; email: string; password: string }): Promise<string>;
  close(): Promise<void>;
}

export interface SignInSettings {
  databaseUrl: string;
  secret: string;
  /** Origin that browsers use. */
  origin: string;
}

function configure({ databaseUrl, secret, origin }: SignInSettings) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 3, options: '-c search_path=auth', application_name: 'fairlead sign-in' });
  pool.on('error', () => undefined);
  const options = {
    database: pool,
    secret,
    baseURL: origin,
    basePath: '/api/auth',
    trustedOrigins: [origin],
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: {
      enabled: true,
      storage: 'database' as const,
      window: 60,
      max: 100,
      customRules: { '/sign-in/email': { window: 60, max: 20 } },
    },
    advanced: { ipAddress: { ipAddressHeaders: ['x-fairlead-client'] }, useSecureCookies: origin.startsWith('https:') },
    session: { expiresIn: 14 * 24 * 3600, updateAge: 24 * 3600 },
  };
  // Nobody signs up by themselves: administrators make staff, the vendor's product brings members.
  return { pool, auth: betterAuth({ ...options, emailAndPassword: { enabled: true, disableSignUp: true } }) };
}

/** The SQL that better-auth would still run on a database; null when it lacks nothing. */
export async function missingMigrations(databaseUrl: string): Promise<string | null> {
  const { pool, auth } = configure({ databaseUrl, secret: 'not used for looking at tables', origin: 'http://localhost' });
  const { toBeCreated, toBeAdded, compileMigrations } = await getMigrations(auth.options);
  const sql = toBeCreated.length + toBeAdded.length > 0 ? await compileMigrations() : null;
  await pool.end();
  return sql;
}

export function openSignIn(settings: SignInSettings): SignIn {
  const { pool, auth } = configure(settings);
  return {
    handle: (request) => auth.handler(request),
    async createUser({ name, email, password }) {
      const context = await auth.$context;
      const hashed = await context.password.hash(password);
      const known = await context.internalAdapter.findUserByEmail(email.toLowerCase());
      const accounts = known ? await context.internalAdapter.findAccounts(known.user.id) : [];
      if (known && accounts.some((a) => a.providerId === 'credential')) {
        await context.internalAdapter.updatePassword(known.user.id, hashed);
        return known.user.id;
      }
      const user =
        known?.user ??
        (await context.internalAdapter.createUser({ name, email: email.toLowerCase(), emailVerified: true }, { method: 'email-password' }));
      await context.internalAdapter.linkAccount({ userId: user.id, providerId: 'credential', accountId: user.id, password: hashed });
      return user.id;
    },
    close: () => pool.end(),
  };
}
