/** Files are looked into by ClamAV, a real one: Debian's daemon with a signature of its own for the file that all scanners know. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@fairlead/client';
import type { FileRef } from '@fairlead/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { scanArrived } from '../../src/domains/evidence/storing.ts';
import { ask, say } from '../acts.ts';
import { type Actor, newDesk, type TestDesk, until } from '../desk.ts';
import { request } from '../wire.ts';

const clamd = ['/usr/sbin/clamd', '/usr/bin/clamd', '/usr/local/sbin/clamd', '/opt/homebrew/sbin/clamd'].find((path) => existsSync(path));

// EICAR's test file, in two parts, so that no scanner stops at this one.
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

describe.skipIf(!clamd)('with ClamAV', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-clamd-'));
  const socket = join(folder, 'clamd.sock');
  let daemon: ChildProcess | undefined;

  const isUp = () =>
    new Promise<boolean>((resolve) => {
      const probe = connect({ path: socket });
      probe.once('connect', () => (probe.destroy(), resolve(true))).once('error', () => resolve(false));
    });
  async function startDaemon(): Promise<void> {
    const signatures = join(folder, 'signatures');
    mkdirSync(signatures, { recursive: true });
    writeFileSync(join(signatures, 'test.hdb'), `${createHash('md5').update(eicar).digest('hex')}:${eicar.length}:Eicar-Test\n`);
    const settings = [`LocalSocket ${socket}`, `DatabaseDirectory ${signatures}`, 'StreamMaxLength 1M', 'Foreground yes', 'SelfCheck 0'];
    if (process.getuid?.() === 0) settings.push('User root');
    writeFileSync(join(folder, 'clamd.conf'), `${settings.join('\n')}\n`);
    daemon = spawn(clamd!, ['--config-file', join(folder, 'clamd.conf')], { stdio: 'ignore' });
    await until('ClamAV answers', isUp);
  }
  async function stopDaemon(): Promise<void> {
    const gone = new Promise((resolve) => daemon?.once('exit', resolve));
    daemon?.kill('SIGKILL');
    await gone;
    daemon = undefined;
    rmSync(socket, { force: true });
  }
  afterAll(async () => {
    if (daemon) await stopDaemon();
    rmSync(folder, { recursive: true, force: true });
  });

  async function send(desk: TestDesk, as: Actor, thread: string, body: BodyInit, name: string): Promise<FileRef> {
    const to = `/files?file=${newId()}&name=${name}&thread=${thread}`;
    const answer = await request(desk, 'POST', to, { as, headers: { 'content-type': 'application/octet-stream' }, body });
    expect(answer.status, answer.text).toBe(200);
    return JSON.parse(answer.text) as FileRef;
  }

  test('what arrives is shown to nobody before it was looked into; what is harmful, never', async () => {
    const desk = await newDesk({ CLAMD: socket });
    const [mina, dana] = [await desk.onDuty('Mina'), await desk.member('Dana')];
    const chat = await ask(dana);
    const files = {
      good: await send(desk, dana, chat.thread, 'nothing but a log', 'agent.log'),
      bad: await send(desk, dana, chat.thread, eicar, 'invoice.txt'),
      large: await send(desk, dana, chat.thread, Buffer.alloc(3_000_000, 'x\n'), 'large.log'),
    };
    await say(dana, chat, 'see', { files: Object.values(files).map((f) => f.id) });
    const links = (who: Actor, file: FileRef) => who.call('GET /files/{id}/links', { params: { id: file.id } });

    // Without its daemon the desk waits, and says so.
    await expect(scanArrived(desk.running.desk)).rejects.toThrow();
    for (const who of [dana, mina]) {
      expect(await links(who, files.good)).toMatchObject({ state: 'checking', save: null, show: null });
      expect(await who.refused('GET /files/{id}/lines', { params: { id: files.good.id } })).toBe('file_not_ready');
    }

    await startDaemon();
    await scanArrived(desk.running.desk);
    for (const who of [dana, mina]) {
      expect(await links(who, files.good)).toMatchObject({ state: 'ready', unchecked: false, lines: 1 });
      expect(await links(who, files.bad)).toMatchObject({ state: 'quarantined', save: null, show: null });
      expect(await who.refused('GET /files/{id}/lines', { params: { id: files.bad.id } })).toBe('file_not_ready');
      expect(await links(who, files.large)).toMatchObject({ state: 'ready', unchecked: true });
    }
    // The same harmful bytes again are known.
    const again = await send(desk, dana, chat.thread, eicar, 'again.txt');
    expect(await links(dana, again)).toMatchObject({ state: 'quarantined' });
    await stopDaemon();
  });
});
