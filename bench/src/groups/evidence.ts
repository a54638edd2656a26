/** Files of a gigabyte: how fast they come in, what that takes, and how soon one sees the end of a log. */
import { createHash, randomBytes } from 'node:crypto';
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { CallReply } from '@fairlead/contract';
import { v7 as uuidv7 } from 'uuid';
import { type Desk, startDesk } from '../desk.ts';
import { pause, residentBytes, temporaryFolder } from '../processes.ts';
import { figure, median, ofLimit, type Say, under } from '../report.ts';

const gigabyte = 1_000_000_000;
/** As the browser's client sends them. */
const piece = 32 * 1024 * 1024;
const rounds = 3;
const together = 50;
const small = 10_000_000;

export async function evidence(say: Say): Promise<void> {
  using home = temporaryFolder();
  using folder = temporaryFolder();
  await using desk = await startDesk(home.path);
  const sender = await desk.customer();
  // What the first upload loads, every later one shares.
  await upload(desk, sender, makeFile(join(folder.path, 'first'), small));
  await pause(1_000);
  await oneLarge(say, desk, sender, folder.path);
  await manyAtOnce(say, desk, sender, folder.path);
  await endOfLog(say, desk, sender, folder.path);
}

async function oneLarge(say: Say, desk: Desk, sender: Sender, folder: string): Promise<void> {
  const [ours, copied, synced, grown] = [[], [], [], []] as number[][];
  for (let round = 0; round < rounds; round++) {
    const file = makeFile(join(folder, `large${round}`), gigabyte);
    const copy = copySeconds(file.path, join(folder, 'copy'));
    copied!.push(gigabyte / 1e6 / copy.seconds);
    synced!.push(gigabyte / 1e6 / copy.andSynced);
    const before = residentBytes(desk.pid);
    const peak = watchPeak(desk.pid);
    ours!.push(gigabyte / 1e6 / (await upload(desk, sender, file)).seconds);
    grown!.push((peak() - before) / 1e6);
    rmSync(file.path);
  }
  say(figure('evidence.upload_1gb', 'MB/s', median(ours!), median(copied!), ofLimit(0.5)));
  say(figure('evidence.upload_1gb_synced', 'MB/s', median(ours!), median(synced!), null));
  say(figure('evidence.upload_1gb_memory', 'MB', median(grown!), 64, under(64)));
}

async function manyAtOnce(say: Say, desk: Desk, sender: Sender, folder: string): Promise<void> {
  const files = Array.from({ length: together }, (_, i) => makeFile(join(folder, `many${i}`), small));
  let copying = 0;
  for (const file of files) copying += copySeconds(file.path, join(folder, 'copy')).seconds;
  const before = residentBytes(desk.pid);
  const peak = watchPeak(desk.pid);
  const began = performance.now();
  await Promise.all(files.map((file) => upload(desk, sender, file)));
  const seconds = (performance.now() - began) / 1_000;
  const mega = (together * small) / 1e6;
  say(figure('evidence.uploads_50', 'MB/s', mega / seconds, mega / copying, null));
  say(figure('evidence.uploads_50_memory', 'MB', (peak() - before) / 1e6, 64, null));
}

async function endOfLog(say: Say, desk: Desk, sender: Sender, folder: string): Promise<void> {
  const log = makeFile(
    join(folder, 'log'),
    gigabyte,
    Buffer.from('2026-11-25T09:14:57.123Z | INFO | core.dns:lookup | resolved in 12 ms, attempt 1 of 3\n'),
  );
  const { id } = await upload(desk, sender, log);
  const times: number[] = [];
  const limits: number[] = [];
  for (let i = 0; i < 20; i++) {
    const began = performance.now();
    const { lines } = await ask<CallReply<'GET /files/{id}/lines'>>(desk, sender, 'GET', `/files/${id}/lines?from=-1000&count=1000`);
    times.push(performance.now() - began);
    if (lines.length !== 1_000) throw new Error(`${lines.length} lines came`);
    limits.push(tailMilliseconds(log.path));
  }
  say(figure('evidence.last_1000_lines', 'ms', median(times), median(limits), under(300)));
}

type Sender = { token: string };
interface Made {
  path: string;
  bytes: number;
  sha256: string;
}

/** A file of random bytes, or of one line over and over with a number that makes each file another. */
function makeFile(path: string, bytes: number, line?: Buffer): Made {
  const block = line
    ? Buffer.concat([Buffer.from(`${uuidv7()}\n`), ...Array.from({ length: 12_000 }, () => line)])
    : randomBytes(1_000_000);
  const file = openSync(path, 'w');
  const hash = createHash('sha256');
  for (let written = 0; written < bytes;) {
    block.writeUInt32LE(written || 1, 0);
    if (line) block.write(String(written).padStart(12), 0);
    const part = block.subarray(0, Math.min(block.length, bytes - written));
    writeSync(file, part);
    hash.update(part);
    written += part.length;
  }
  closeSync(file);
  return { path, bytes, sha256: hash.digest('hex') };
}

/** How long `cp` takes, and how long until the copy would survive a power cut. */
function copySeconds(from: string, to: string): { seconds: number; andSynced: number } {
  const began = performance.now();
  spawnSync('cp', [from, to]);
  const seconds = (performance.now() - began) / 1_000;
  const file = openSync(to, 'r');
  fsyncSync(file);
  closeSync(file);
  const andSynced = (performance.now() - began) / 1_000;
  rmSync(to);
  return { seconds, andSynced };
}

function tailMilliseconds(path: string): number {
  const began = performance.now();
  spawnSync('tail', ['-n', '1000', path]);
  return performance.now() - began;
}

/** Answers the most that a process has occupied meanwhile, bytes. */
function watchPeak(pid: number): () => number {
  let most = residentBytes(pid);
  const timer = setInterval(() => (most = Math.max(most, residentBytes(pid))), 10);
  return () => {
    clearInterval(timer);
    return most;
  };
}

/** Sends a file in pieces, as the browser's client does, until the desk has taken it in. */
async function upload(desk: Desk, sender: Sender, { path, bytes, sha256 }: Made): Promise<{ id: string; seconds: number }> {
  const id = uuidv7();
  const began = performance.now();
  const headers = { authorization: `Bearer ${sender.token}`, 'tus-resumable': '1.0.0' };
  const metadata = { 'upload-length': String(statSync(path).size), 'upload-metadata': `id ${Buffer.from(id).toString('base64')}` };
  await fetch(`${desk.base}/api/v1/uploads`, { method: 'POST', headers: { ...headers, ...metadata } });
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(Math.min(piece, bytes));
  for (let at = 0; at < bytes;) {
    const body = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, at));
    const about = { ...headers, 'upload-offset': at, 'content-type': 'application/offset+octet-stream', 'content-length': body.length };
    const status = await patch(`${desk.base}/api/v1/uploads/${id}`, about, body);
    if (status !== 204) throw new Error(`a piece was answered with ${status}`);
    at += body.length;
  }
  closeSync(file);
  await ask(desk, sender, 'PUT', `/files/${id}`, { name: 'bench.log', thread: null, sha256 });
  return { id, seconds: (performance.now() - began) / 1_000 };
}

const connections = new Agent({ keepAlive: true });

/** `fetch` takes as long to send this as the desk to take it in; a browser's network stack does not. */
function patch(url: string, headers: OutgoingHttpHeaders, body: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: connections, method: 'PATCH', headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode));
    });
    sent.once('error', reject).end(body);
  });
}

async function ask<Reply>(desk: Desk, sender: Sender, method: string, path: string, body?: object): Promise<Reply> {
  const response = await fetch(`${desk.base}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${sender.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    body: body ? JSON.stringify(body) : null,
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Reply;
}
