/** Secrets in the places where bundles have them, made anew for each run so that none stands here. */
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
  groq: () => `gsk_${from(alnum, 52)}`,
  vercel: () => `vcp_${from(alnum, 24)}`,
  figma: () => `figd_${from(alnum, 40)}`,
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
