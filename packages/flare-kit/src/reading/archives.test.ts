import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openBundle } from './archives.ts';
import { type Limits, usualLimits } from './limits.ts';
import { zip } from './making.ts';

/** Reads all of a bundle; of each member its first letters. */
async function readAll(bytes: Buffer, { name = 'bundle', limits = {} }: { name?: string; limits?: Partial<Limits> } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'fairlead-archive-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return readIn(dir, bytes, name, limits);
}
async function readIn(dir: string, bytes: Buffer, name: string, limits: Partial<Limits>) {
  const file = join(dir, 'sent');
  writeFileSync(file, bytes);
  const scratch = mkdtempSync(join(dir, 'scratch-'));
  const reading = await openBundle(file, name, scratch, { ...usualLimits, ...limits });
  const members: Record<string, string> = {};
  for await (const { path, content } of reading.members()) members[path] = (await buffer(content)).toString('utf8').slice(0, 40);
  expect(readdirSync(scratch)).toEqual([]);
  rmSync(scratch, { recursive: true });
  return { members, unread: reading.unread.map((u) => `${u.why} ${u.path}`), ended: reading.ended?.limit ?? null };
}

type TarMember = {
  name: string;
  content?: string | Buffer;
  type?: 'symlink' | 'link' | 'block-device' | 'directory' | 'fifo';
  linkname?: string;
  mode?: number;
};

async function tar(members: readonly TarMember[]): Promise<Buffer> {
  const stream = pack();
  for (const { content = '', ...header } of members) stream.entry(header, content);
  stream.finalize();
  return buffer(stream);
}

const two: TarMember[] = [
  { name: 'a.log', content: 'one' },
  { name: 'etc/b.yaml', content: 'two', mode: 0 },
];
const both = { 'a.log': 'one', 'etc/b.yaml': 'two' };
const through = (program: string, bytes: Buffer) => execFileSync(program, ['-c'], { input: bytes });

describe('whatever it is packed with, by its content and not by its name', () => {
  test('tar, alone and packed by gz, bz2, xz and zst', async () => {
    const plain = await tar(two);
    for (const bytes of [plain, gzipSync(plain), through('bzip2', plain), through('xz', plain), zstdCompressSync(plain)])
      expect(await readAll(bytes, { name: 'anything.bin' })).toEqual({ members: both, unread: [], ended: null });
  });
  test('zip64, as it is beyond 4 GiB, also without its end', async () => {
    const bytes = zip(
      [
        { name: 'a.log', content: 'one' },
        { name: 'etc/b.yaml', content: 'two', stored: true },
      ],
      true,
    );
    expect(await readAll(bytes)).toEqual({ members: both, unread: [], ended: null });
    expect((await readAll(bytes.subarray(0, bytes.length - 60))).members).toEqual(both);
  });
  test('zip, also stored, with sizes after the data, and without its end', async () => {
    const members = [
      { name: 'a.log', content: 'one', stored: true },
      { name: 'etc/', content: '' },
      { name: 'etc/b.yaml', content: 'two', descriptor: true },
    ];
    expect(await readAll(zip(members))).toEqual({ members: both, unread: [], ended: null });
    const whole = zip(members);
    const cut = await readAll(whole.subarray(0, whole.length - 40));
    expect(cut.members).toEqual(both);
    expect(cut.unread.join()).toContain('damaged');
  });
  test('archives in archives, down to a depth', async () => {
    const inner = gzipSync(await tar([{ name: 'deep.log', content: 'deep' }]));
    const nested = zip([
      { name: 'logs/old.tar.gz', content: inner },
      { name: 'agent.log.gz', content: gzipSync('rotated') },
      { name: 'inner.zip', content: zip([{ name: 'x', content: 'y' }]) },
    ]);
    expect((await readAll(nested)).members).toEqual({ 'deep.log': 'deep', 'agent.log': 'rotated', 'inner.zip/x': 'y' });
    let deep: Buffer = Buffer.from('bottom');
    for (let i = 0; i < 8; i++) deep = zip([{ name: 'in.zip', content: deep }]);
    const read = await readAll(deep);
    expect(read.members).toEqual({});
    expect(read.unread[0]).toMatch(/^too_deep/);
  });
  test('a file that is no archive is its own only member', async () => {
    expect(await readAll(Buffer.from('just a log\n'), { name: 'agent.log' })).toMatchObject({ members: { 'agent.log': 'just a log\n' } });
  });
});

describe('what a hostile bundle brings is said and leads nowhere', () => {
  test('paths that lead out, absolute ones and drives, twice the same name', async () => {
    const names = ['../../etc/cron.d/x', '/etc/shadow', 'C:\\Windows\\x.ini', 'a//b', 'a/./b', '..'];
    const expected = {
      members: { 'etc/cron.d/x': '0', 'etc/shadow': '1', 'Windows/x.ini': '2', 'a/b': '3', 'a/b~2': '4', unnamed: '5' },
      unread: [
        'leads_outside etc/cron.d/x',
        'leads_outside etc/shadow',
        'leads_outside Windows/x.ini',
        'duplicate a/b~2',
        'leads_outside unnamed',
      ],
      ended: null,
    };
    expect(await readAll(zip(names.map((name, i) => ({ name, content: String(i) }))))).toEqual(expected);
  });
  test('links, devices and pipes of a tar, and links of a zip', async () => {
    const read = await readAll(
      await tar([
        { name: 'link', type: 'symlink', linkname: '/etc/passwd' },
        { name: 'hard', type: 'link', linkname: '../x' },
        { name: 'dev', type: 'block-device' },
        { name: 'pipe', type: 'fifo' },
        { name: 'dir', type: 'directory' },
        ...two,
      ]),
    );
    expect(read).toEqual({ members: both, unread: ['link link', 'link hard', 'not_a_file dev', 'not_a_file pipe'], ended: null });
    expect(await readAll(zip([{ name: 'l', content: '/etc/passwd', mode: 0o120_777 }]))).toMatchObject({ members: {}, unread: ['link l'] });
  });
  test('members that are encrypted, packed in another way, or damaged do not keep the others away', async () => {
    const read = await readAll(
      zip([
        { name: 'sealed', content: 'x', flags: 1 },
        { name: 'lzma', content: 'x', method: 14 },
        { name: 'short', content: 'four', says: 400 },
        { name: 'broken', content: 'x', method: 8, stored: true },
        { name: 'good', content: 'good' },
      ]),
    );
    expect(read.members['good']).toBe('good');
    expect(read.unread).toContain('encrypted sealed');
    expect(read.unread).toContain('unsupported lzma');
    expect(read.unread.some((u) => u.startsWith('damaged'))).toBe(true);
  });
  test('names that are not UTF-8', async () => {
    const { members, unread } = await readAll(zip([{ name: Buffer.from([0x61, 0xe9, 0x2e, 0x6c]), content: 'x' }]));
    expect(Object.keys(members)).toEqual(['a\uFFFD.l']);
    expect(unread).toEqual(['undecodable a\uFFFD.l']);
  });
  test.each([
    ['too_many_entries', { entries: 10 }, () => zip(Array.from({ length: 20 }, (_, i) => ({ name: `f${i}`, content: 'x' })))],
    ['too_many_bytes', { bytes: 1_000_000 }, () => gzipSync(Buffer.alloc(3_000_000, 65))],
    ['too_high_ratio', { ratioFrom: 1_000_000, ratio: 50 }, () => gzipSync(Buffer.alloc(30_000_000))],
    ['too_long', { milliseconds: -1 }, () => zip([{ name: 'a', content: 'x' }])],
  ] as const)('%s ends it', async (ended, limits, make) => {
    expect((await readAll(make(), { limits })).ended).toBe(ended);
  });
  test('a bundle that breaks off is read as far as it goes', async () => {
    const big = gzipSync(
      await tar([...two, { name: 'c', content: Buffer.from(Array.from({ length: 200_000 }, (_, i) => i * 7919).join('\n')) }]),
    );
    const { members, unread } = await readAll(big.subarray(0, big.length - 5_000));
    expect(members).toMatchObject(both);
    expect(unread.some((u) => u.startsWith('damaged'))).toBe(true);
  });
});

test('whatever bytes it is given, it ends without a throw and leaves nothing behind', async () => {
  const seeds = [
    zip([
      { name: 'a', content: 'hello hello hello' },
      { name: 'b', content: 'x', descriptor: true },
    ]),
    gzipSync(await tar(two)),
    await tar(two),
    zstdCompressSync('x'.repeat(999)),
  ];
  const dir = mkdtempSync(join(tmpdir(), 'fairlead-fuzz-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(2_000), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
      fc.nat(2_000),
      async (seed, changes, cut) => {
        const bytes = Buffer.from(seed.subarray(0, Math.max(1, seed.length - (cut % seed.length))));
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        await readIn(dir, bytes, 'x', { bytes: 5_000_000 });
      },
    ),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 150) },
  );
});
