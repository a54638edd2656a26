/**
 * The corpus of the cleaner: secrets in the places where bundles have them, made anew for each run so that none stands here, and
 * look-alikes that must stay.
 */
import { randomBytes, randomInt } from 'node:crypto';

const from = (alphabet: string, length: number) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
const lower = 'abcdefghijkmnpqrstuvwxyz';
const alnum = `${lower}ABCDEFGHJKLMNPQRSTUVWXYZ23456789`;
const hex = (length: number) => from('0123456789abcdef', length);
const HEX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** As people choose them: a word with digits, and sometimes a sign. */
const simple = () => `${from(lower, 6)}${randomInt(10, 99)}`;
const signed = () => `${from(alnum, 7)}${from('!%+=^~', 1)}${from(alnum, 5)}`;
const long = () => from(alnum, 40);

export interface Case {
  where: string;
  text: string;
  secret: string;
}

/** Places of a chosen password or a key without a shape of its own. */
const places: Record<string, (s: string) => string> = {
  yaml: (s) => `user: app\npassword: ${s}\nport: 5432\n`,
  'yaml, quoted': (s) => `db:\n  password: "${s}"\n`,
  'yaml, single quotes': (s) => `db:\n  db_password: '${s}'\n`,
  'yaml with a comment': (s) => `api_key: ${s}   # from the vault\n`,
  'yaml, commented out': (s) => `# api_key: ${s}\n`,
  'yaml, next line': (s) => `password:\n  ${s}\nuser: x\n`,
  'yaml block': (s) => `client_secret: |\n  ${s}\nnext: 1\n`,
  'yaml folded block': (s) => `secret_token: >-\n    ${s}\n\nnext: 1\n`,
  'yaml list': (s) => `api_keys:\n  - ${s}\n  - \${OTHER}\n`,
  'yaml inline list': (s) => `tokens: [${s}, "\${X}"]\n`,
  'yaml, additional endpoints': (s) => `additional_endpoints:\n  "https://mydomain.example":\n    - ${s}${s}\n`,
  'yaml, community string': (s) => `community_string: ${s}\n`,
  'yaml, list of snmp': (s) => `instances:\n  - ip_address: 10.0.0.1\n    authKey: ${s}\n    privKey: x\n`,
  json: (s) => `{"user":"app","password":"${s}","port":5432}`,
  'json with spaces': (s) => `{ "apiKey" : "${s}" }`,
  'json over lines': (s) => `{\n  "clientSecret": "${s}",\n  "id": 1\n}\n`,
  'json in json': (s) => `{"body":"{\\"password\\":\\"${s}\\",\\"a\\":1}"}`,
  'json in json in json': (s) => `{"m":"{\\"b\\":\\"{\\\\\\"password\\\\\\":\\\\\\"${s}\\\\\\"}\\"}"}`,
  'json in a log line': (s) => `2026-11-22 14:00:00 DEBUG sending {"access_token": "${s}", "n": 3} to upstream\n`,
  'kubernetes env, one line': (s) => `{"name":"DB_PASSWORD","value":"${s}"}`,
  'kubernetes env, two lines': (s) => `        {\n          "name": "DB_PASSWORD",\n          "value": "${s}"\n        }\n`,
  'kubernetes env, value first': (s) => `{"value":"${s}","name":"API_TOKEN"}`,
  'kubernetes env, yaml': (s) => `env:\n- name: SECRET_KEY\n  value: ${s}\n- name: OTHER\n  value: x\n`,
  'kubernetes env, yaml, quoted': (s) => `  - name: "REDIS_PASSWORD"\n    value: "${s}"\n`,
  'docker inspect': (s) => `"Env": ["PATH=/bin","POSTGRES_PASSWORD=${s}","LANG=C"]`,
  env: (s) => `PATH=/bin\nDB_PASSWORD=${s}\nLANG=C\n`,
  'env, exported': (s) => `export API_TOKEN=${s}\n`,
  'env, quoted': (s) => `SECRET_KEY="${s}"\n`,
  'env, windows': (s) => `set DB_PASS=${s}\r\n`,
  dockerfile: (s) => `FROM debian\nENV API_KEY=${s}\n`,
  ini: (s) => `[database]\nuser = app\npassword = ${s}\n`,
  'ini with a comment': (s) => `passphrase = ${s} ; do not share\n`,
  toml: (s) => `[auth]\nsecret = "${s}"\n`,
  properties: (s) => `spring.datasource.password=${s}\n`,
  'properties with a colon': (s) => `javax.net.ssl.keyStorePassword: ${s}\n`,
  xml: (s) => `<config><password>${s}</password></config>`,
  'xml attribute': (s) => `<add name="x" password="${s}" timeout="3"/>`,
  registry: (s) => `[HKEY_LOCAL_MACHINE\\SOFTWARE\\App]\r\n"Password"="${s}"\r\n`,
  'ruby hash': (s) => `:password => '${s}', :user => 'x'`,
  'php array': (s) => `'db_password' => '${s}',`,
  python: (s) => `conn = connect(host="h", password='${s}', port=1)`,
  'go struct': (s) => `{Host:db Password:${s} Port:5432}`,
  header: (s) => `X-Api-Key: ${s}\r\n`,
  'header in lower case': (s) => `x-vault-token: ${s}\n`,
  authorization: (s) => `Authorization: Bearer ${s}\n`,
  'authorization without a scheme': (s) => `authorization: ${s}\n`,
  'authorization, curl': (s) => `curl -H "Authorization: token ${s}" https://api.example/v1\n`,
  cookie: (s) => `Cookie: theme=dark; sid=${s}; lang=en\n`,
  'set-cookie': (s) => `Set-Cookie: session=${s}; Path=/; HttpOnly\n`,
  basic: (s) => `> Authorization: Basic ${Buffer.from(`user:${s}`).toString('base64')}\n`,
  'curl -u': (s) => `curl -u admin:${s} https://api.example/\n`,
  'curl --user': (s) => `curl --user "admin:${s}" https://api.example/\n`,
  'ps, --password VALUE': (s) => `root 812 0.0 /usr/bin/app --user app --password ${s} --port 80\n`,
  'ps, --password=VALUE': (s) => `root 812 0.0 /usr/bin/app --password=${s} --port 80\n`,
  'ps, --api-key VALUE': (s) => `/opt/agent --api-key ${s}\n`,
  'ps, -token VALUE': (s) => `consul agent -token ${s} -dev\n`,
  'mysql -pVALUE': (s) => `mysql -h db -u root -p${s} shop\n`,
  'mysqldump -pVALUE': (s) => `mysqldump --single-transaction -uroot -p${s} shop > x.sql\n`,
  sshpass: (s) => `sshpass -p ${s} ssh root@host\n`,
  'redis-cli': (s) => `redis-cli -h cache -a ${s} ping\n`,
  'docker login': (s) => `docker login -u bot -p ${s} registry.example\n`,
  openssl: (s) => `openssl rsa -in k.pem -passin pass:${s}\n`,
  url: (s) => `postgres://app:${encodeURIComponent(s)}@db.internal:5432/shop`,
  'url without a user': (s) => `redis://:${encodeURIComponent(s)}@cache:6379/0`,
  'url in a log line': (s) => `error: dial amqp://guest:${encodeURIComponent(s)}@mq:5672/: connection refused\n`,
  'url parameter': (s) => `GET /v1/series?api_key=${encodeURIComponent(s)}&host=web-1 HTTP/1.1" 202\n`,
  'url parameter, token': (s) => `https://hook.example/in?id=1&token=${encodeURIComponent(s)}`,
  'url, signed': (s) => `https://x.blob.example/c?sv=2022&sig=${encodeURIComponent(s)}&se=2026`,
  'go dsn': (s) => `dsn "root:${s.replaceAll(/[^\w]/g, 'x')}@tcp(db:3306)/shop"`,
  'connection string': (s) => `Server=db;Database=shop;User Id=sa;Password=${s};Encrypt=true`,
  'connection string, Pwd': (s) => `Driver={x};Uid=sa;Pwd=${s};`,
  'connection string, key': (s) => `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${s};EndpointSuffix=y`,
  jdbc: (s) => `jdbc:postgresql://db/shop?user=app&password=${encodeURIComponent(s)}`,
  libpq: (s) => `host=db user=app password=${s} dbname=shop`,
  'sql, identified by': (s) => `CREATE USER 'app'@'%' IDENTIFIED BY '${s}';`,
  'sql, role': (s) => `ALTER ROLE app WITH PASSWORD '${s}';`,
  netrc: (s) => `machine api.example login bot password ${s}\n`,
  'netrc over lines': (s) => `machine api.example\n  login bot\n  password ${s}\n`,
  'prose, with pass': (s) => `login of user 7 with pass ${s} from 10.0.0.3 failed\n`,
  'prose, password is': (s) => `the password is ${s}, please change it\n`,
  'prose, quoted': (s) => `tried password "${s}" three times\n`,
  'pgpass, by env': (s) => `PGPASSWORD=${s} psql -h db\n`,
  'camel case': (s) => `dbPassword=${s} retries=3\n`,
  'kebab case': (s) => `admin-password: ${s}\n`,
  terraform: (s) => `  master_password = "${s}"\n`,
  'helm values': (s) => `auth:\n  rootPassword: ${s}\n`,
  ansible: (s) => `ansible_become_pass: ${s}\n`,
  'graphite of k=v': (s) => `ts=1 level=info session_token=${s} dur=3ms\n`,
  'comma list': (s) => `user=app,password=${s},host=db\n`,
  parentheses: (s) => `connect(user=app, passwd=${s})\n`,
};

/** What a provider gives, by its shape; where it stands says nothing. */
const shaped: Record<string, () => string> = {
  'aws id': () => `AKIA${from(HEX, 16)}`,
  github: () => `ghp_${from(alnum, 36)}`,
  'github, fine-grained': () => `github_pat_${from(alnum, 22)}_${from(alnum, 59)}`,
  gitlab: () => `glpat-${from(alnum, 20)}`,
  slack: () => `xoxb-${from('123456789', 12)}-${from('123456789', 12)}-${from(alnum, 24)}`,
  npm: () => `npm_${from(alnum, 36)}`,
  pypi: () => `pypi-AgEIcHlwaS5vcmc${from(alnum, 60)}`,
  docker: () => `dckr_pat_${from(alnum, 27)}`,
  stripe: () => `sk_live_${from(alnum, 24)}`,
  'stripe webhook': () => `whsec_${from(alnum, 32)}`,
  sendgrid: () => `SG.${from(alnum, 22)}.${from(alnum, 43)}`,
  twilio: () => `SK${hex(32)}`,
  google: () => `AIza${from(alnum, 35)}`,
  'google access': () => `ya29.${from(alnum, 60)}`,
  jwt: () =>
    `${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')}.${Buffer.from(JSON.stringify({ sub: simple(), iat: 1 })).toString('base64url')}.${randomBytes(32).toString('base64url')}`,
  vault: () => `hvs.${from(alnum, 90)}`,
  'azure storage': () => `${from(alnum, 86)}==`,
  digitalocean: () => `dop_v1_${hex(64)}`,
  'datadog app': () => `ddapp_${from(alnum, 34)}`,
  newrelic: () => `NRAK-${from('ABCDEFGHJKLMNPQRSTUVWXYZ23456789', 27)}`,
  grafana: () => `glsa_${from(alnum, 32)}_${hex(8)}`,
  openai: () => `sk-proj-${from(alnum, 48)}`,
  huggingface: () => `hf_${from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', 34)}`,
  telegram: () => `${from('123456789', 9)}:AA${from(alnum, 33)}`,
  shopify: () => `shpat_${hex(32)}`,
  mailgun: () => `key-${hex(32)}`,
  mailchimp: () => `${hex(32)}-us12`,
  linear: () => `lin_api_${from(alnum, 40)}`,
  databricks: () => `dapi${hex(32)}`,
  postman: () => `PMAK-${hex(24)}-${hex(34)}`,
  terraform: () => `${from(alnum, 14)}.atlasv1.${from(alnum, 66)}`,
  atlassian: () => `ATATT3${from(alnum, 180)}`,
  'mailgun, of old': () => `${hex(32)}-${hex(8)}-${hex(8)}`,
  'newrelic license': () => `${hex(36)}NRAL`,
  'grafana cloud': () => `glc_${from(alnum, 60)}`,
  notion: () => `ntn_${from(alnum, 46)}`,
  pulumi: () => `pul-${hex(40)}`,
  doppler: () => `dp.pt.${from(alnum, 43)}`,
  rubygems: () => `rubygems_${hex(48)}`,
  planetscale: () => `pscale_tkn_${from(alnum, 43)}`,
  'google oauth': () => `GOCSPX-${from(alnum, 28)}`,
  'azure client secret': () => `${from(alnum, 3)}8Q~${from(alnum, 34)}`,
  age: () => `AGE-SECRET-KEY-1${from(HEX, 58)}`,
  sentry: () => `sntrys_${from(alnum, 60)}`,
  'slack webhook': () => `T${from(HEX, 8)}/B${from(HEX, 8)}/${from(alnum, 24)}`,
  'crypt sha512': () => `$6$${from(alnum, 8)}$${from(alnum, 86)}`,
  bcrypt: () => `$2y$10$${from(alnum, 53)}`,
  apr1: () => `$apr1$${from(alnum, 8)}$${from(alnum, 22)}`,
};
const around: Record<string, (s: string) => string> = {
  'in a sentence': (s) => `2026-11-22T14:00:00Z INFO request with ${s} was answered with 200\n`,
  'as a json value': (s) => `{"note":"${s}","n":1}`,
  'in a table': (s) => `web-1   ${s}   running\n`,
};

function pem(label: string): { text: string; body: string } {
  const body = (
    randomBytes(640)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n');
  return { text: `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`, body };
}

function keys(): Case[] {
  const cases: Case[] = [];
  const add = (where: string, text: string, body: string) => cases.push({ where, text, secret: body.split('\n')[4]! });
  for (const label of ['RSA PRIVATE KEY', 'PRIVATE KEY', 'EC PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'ENCRYPTED PRIVATE KEY']) {
    const one = pem(label);
    add(`pem, ${label}`, `key:\n${one.text}`, one.body);
    const two = pem(label);
    add(`pem in json, ${label}`, `{"private": "${two.text.replaceAll('\n', '\\n')}"}`, two.body);
    const three = pem(label);
    add(`pem without its begin, ${label}`, three.text.split('\n').slice(3).join('\n'), three.body);
    const four = pem(label);
    add(`pem without its end, ${label}`, `${four.text.split('\n').slice(0, 8).join('\n')}\n`, four.body);
    const five = pem(label);
    add(`pem in yaml, ${label}`, `tls:\n  key: |\n${five.text.replaceAll(/^/gm, '    ')}\n  cert: x\n`, five.body);
  }
  const six = pem('RSA PRIVATE KEY');
  add('pem with headers', six.text.replace('KEY-----\n', 'KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,AB\n\n'), six.body);
  const seven = pem('PRIVATE KEY');
  add('pem without both', seven.text.split('\n').slice(2, 9).join('\n'), seven.body);
  return cases;
}

/** More than 300 secrets, each where bundles have them. */
export function secrets(): Case[] {
  const cases = keys();
  for (const [where, place] of Object.entries(places))
    for (const [kind, make] of [
      ['simple', simple],
      ['signed', signed],
      ['long', long],
    ] as const) {
      const secret = make();
      cases.push({ where: `${where}, ${kind}`, text: place(secret), secret });
    }
  for (const [what, make] of Object.entries(shaped))
    for (const [where, place] of Object.entries(around)) {
      const secret = make();
      const text = place(
        what === 'slack webhook'
          ? `https://hooks.slack.com/services/${secret}`
          : what.startsWith('mailgun,')
            ? `mailgun ${secret}`
            : secret,
      );
      cases.push({ where: `${what} ${where}`, text, secret });
    }
  return cases;
}

/** What looks like one and must stay, each a line of its own. */
export const lookalikes: string[] = [
  'commit 9f2c1e7ab34d5566778899aabbccddeeff001122',
  'HEAD is now at 3f786850e387550fdab836ed7e6dc881de23001b',
  'sha1: da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'image: registry.example/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'md5 d41d8cd98f00b204e9800998ecf8427e  empty.log',
  'ETag: "33a64df551425fcc55e4d42a148795d9f25f89d4"',
  'integrity sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
  'uuid=3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  'request 0190b5c2-7d3e-7c11-9a4e-2b1f6b1d7a10 took 31 ms',
  'trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7',
  'compass: north',
  'the tests pass: 412 of 412',
  'pass=12 fail=0 skip=3',
  'passenger: Dana',
  'bypass: true',
  'overpass-api: http://maps.internal/api',
  'passive_checks: 12',
  'passed: yes',
  'password: ${DB_PASSWORD}',
  'password: $(DB_PASSWORD)',
  'password: "%(db_password)s"',
  'password: {{ .Values.db.password }}',
  'password: ENC[db_password]',
  'password: <your password>',
  'password: ********',
  'password: ""',
  'password: null',
  'password: true',
  'DB_PASSWORD=$DB_PASSWORD',
  'api_key: "***************************c0ffe"',
  'password_file: /run/secrets/db',
  'password-policy: strict',
  'password_min_length: 12',
  'PasswordAuthentication no',
  'PermitEmptyPasswords no',
  'passwordPolicy.maxAge=90',
  'Password incorrect for user dana',
  'password authentication failed for user "app"',
  'password for user app was rejected',
  'enter password for sudo:',
  'invalid password',
  'forgot password? click here',
  'token_count: 1532',
  'max_tokens: 4096',
  'tokens_per_second=31.2',
  'tokenizer: cl100k',
  'token_url: https://login.example/oauth/token',
  'token_type: bearer',
  'token expired',
  'unexpected token } in JSON at position 31',
  'SyntaxError: Unexpected token < in JSON',
  'csrf token mismatch for request 12',
  'refresh_token_ttl: 3600',
  'access_token_expiry=2026-11-23T10:00:00Z',
  'secret_name: db-credentials',
  'secretName: tls-cert',
  'secretRef: {name: app-env}',
  'secret "app-env" not found',
  'kubernetes.io/service-account-token',
  'automountServiceAccountToken: false',
  '      "automountServiceAccountToken": false,',
  '"expireTokens": 12,',
  'imagePullSecrets: []',
  'key: value',
  'primary_key: id',
  'foreign key constraint fails',
  'keyboard: us',
  'keys: 12',
  'hotkey: ctrl+k',
  'monkey: banana',
  'key=user.name value=dana',
  'partition_key: region',
  'sort_key: created_at',
  'public_key: MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJq0mOZ3lXk7a4nD1xkpH2Ud3sLQ9k0xq9b1W8fT2e3R deploy@web-1',
  'host key fingerprint SHA256:uNiVztksCsDhcc0u9e8BrrCxzZVF0hXlXtdDBPkSnQE',
  'auth: enabled',
  'auth_type: basic',
  'auth.provider=ldap',
  'authenticated: true',
  'author: Dana Reyes',
  'authority: https://login.example',
  'unauthorized request from 10.0.0.3',
  'Authorization required',
  'authorization failed for role viewer',
  'cookie_domain: .example.com',
  'cookies_enabled: true',
  'Cookie policy accepted',
  'session_timeout: 30m',
  'session_count=12',
  'sessions: 4',
  'credential_provider: env',
  'credentials not found',
  'credentials_file = /etc/app/creds.json',
  'jwt_algorithm: RS256',
  'jwt_issuer: https://login.example',
  'otp_enabled: false',
  'bearer token authentication is enabled',
  'https://host:8443/a@b',
  'http://localhost:8126/v0.4/traces',
  'git@github.com:skerry/agent.git',
  'ssh://git@git.example:22/agent.git',
  'postgres://db.internal:5432/shop',
  'mailto:dana@northwind.example',
  'dana@northwind.example',
  'https://app.example/?page=2&sort=key',
  'https://app.example/reset-password',
  'https://docs.example/security/tokens#rotation',
  '/etc/passwd',
  'root:x:0:0:root:/root:/bin/bash',
  'www-data:*:19000:0:99999:7:::',
  '/var/lib/secrets/rotate.sh',
  'C:\\ProgramData\\Skerry\\auth_token',
  'agent 7.52.1 (commit 8d3a1b2c4)',
  'go1.22.4 linux/amd64',
  'kernel 6.1.0-26-amd64',
  'build 20261122.3',
  'node v24.21.0',
  'Ubuntu 22.04.5 LTS',
  'libssl3 3.0.15-1~deb12u1',
  '10.0.0.1:5432',
  'fe80::42:acff:fe11:2/64',
  '02:42:ac:11:00:02',
  '2026-11-22T14:00:00.123Z',
  'container 4b1f0c2d9e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c',
  'docker-pullable://registry.example/app',
  'pod/checkout-7d9f8b6c5d-x2x4z',
  'arn:aws:lambda:us-east-1:123456789012:function:checkout',
  'arn:aws:secretsmanager:us-east-1:123456789012:secret:db',
  'projects/skerry/secrets/db/versions/latest',
  'vault_addr: https://vault.internal:8200',
  'vault: sealed',
  'license: Apache-2.0',
  'license_type: enterprise',
  'salt-minion 3006.1',
  'pin_memory: true',
  'pinned: 3',
  'pwd',
  'PWD=/home/dana',
  'OLDPWD=/var/log',
  'cwd=/srv/app',
  'webhook delivered in 31 ms',
  'signature verified',
  'signature_version: 4',
  'dsn_resolution: ok',
  'community: open source',
  'community edition 3.2',
  'basic auth is off',
  'Basic usage of the agent',
  'bytes=1048576 entries=3012',
  'base64: enabled',
  'aGVsbG8gd29ybGQ=',
  'error code 0xC000006D',
  'NT_STATUS_LOGON_FAILURE',
  'java.lang.NullPointerException: password',
  'at AuthService.checkPassword(AuthService.java:112)',
  'func (a *Auth) Token() string',
  'if (token === null) return;',
  'def get_secret(name):',
  'SELECT password_hash FROM users WHERE id = 1',
  'GET /api/v1/tokens HTTP/1.1 200',
  'POST /oauth/token 401',
  'DELETE /sessions/current 204',
  'checks.d/ssl_passphrase_check.py',
];
