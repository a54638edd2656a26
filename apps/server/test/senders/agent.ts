/**
 * Sends a flare as Datadog's Agent does, which comes neither with Debian nor with npm: asks first, posts in chunks with fields after the file,
 * tries three times where the server fails, and says what the Agent says. Called with address, key, file, e-mail, and a case or nothing.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';

const [, , base, key, file, email, ticket] = process.argv as [string, string, string, string, string, string, string?];
const url = `${base}/support/flare${ticket ? `/${ticket}` : ''}`;

interface Answer {
  status: number;
  type: string;
  body: string;
}

function send(method: 'HEAD' | 'POST', write?: (to: NodeJS.WritableStream) => void, type?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'DD-API-KEY': key, 'User-Agent': 'Go-http-client/1.1', ...(type ? { 'Content-Type': type } : {}) };
    const out = request(url, { method, headers }, (answer) => {
      const read = text(answer).then((body) => ({ status: answer.statusCode!, type: answer.headers['content-type'] ?? '', body }));
      read.then(resolve, reject);
    });
    out.on('error', reject);
    write?.(out);
    out.end();
  });
}

function post(): Promise<Answer> {
  const boundary = randomBytes(30).toString('hex');
  const part = (name: string, value: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  return send(
    'POST',
    (to) => {
      if (ticket) to.write(part('case_id', ticket));
      to.write(part('email', email) + part('source', 'local'));
      to.write(
        `--${boundary}\r\nContent-Disposition: form-data; name="flare_file"; filename="datadog-agent-2026-11-23T15-00-00Z-info.zip"\r\nContent-Type: application/octet-stream\r\n\r\n`,
      );
      const content = readFileSync(file);
      for (let at = 0; at < content.length; at += 30_000) to.write(content.subarray(at, at + 30_000));
      to.write(`\r\n${part('agent_version', '7.80.0')}${part('hostname', 'web-14')}--${boundary}--\r\n`);
    },
    `multipart/form-data; boundary=${boundary}`,
  );
}

function say(line: string, code: number): never {
  process.stdout.write(`${line}\n`);
  process.exit(code);
}

const head = await send('HEAD');
if (head.status !== 200 && head.status !== 404) say(`We couldn't reach the flare backend: ${head.status}`, 1);
let answer = await post();
for (let tries = 1; answer.status >= 500 && tries < 3; tries++) answer = await post();
if (answer.status === 403) say(`HTTP 403 Forbidden: Make sure your API key is valid. API Key ending with: ${key.slice(-5)}`, 1);
if (answer.status !== 200) say(`HTTP ${answer.status}\nServer returned:\n${answer.body.slice(0, 150)}`, 1);
if (!answer.type.startsWith('application/json')) say('Server returned a 200 but with an unknown content-type', 1);
const said = JSON.parse(answer.body) as { case_id?: number; error?: string; request_uuid?: string };
if (said.error)
  say(
    `An error occurred while uploading the flare: ${said.error}. Please contact support by email and facilitate the request uuid: \`${said.request_uuid}\`.`,
    1,
  );
if (!Number.isInteger(said.case_id ?? 0)) say('cannot unmarshal string into Go struct field of type int', 1);
say(`Your logs were successfully uploaded. For future reference, your internal case id is ${said.case_id}`, 0);
