import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeName } from './intake.ts';

test('an ordinary name stays as it is, in any script', () => {
  for (const name of ['agent.log', '화면 캡처 2026-11-23.png', '設定 (1).yaml', 'naïve.tar.gz', 'a.b.c', '🧵.txt'])
    expect(safeName(name)).toBe(name);
});

test('a path is cut to its last part, with either slash', () => {
  expect(safeName('/etc/passwd')).toBe('passwd');
  expect(safeName('..\\..\\boot.ini')).toBe('boot.ini');
  expect(safeName('a/b\nc/d.txt')).toBe('d.txt');
});

test('a name that hides itself is shown, one that says nothing is called file', () => {
  expect(safeName('...hidden')).toBe('hidden');
  for (const name of ['', '.', '..', '/', '\u0000', ' \t', '\u202e', 'a/']) expect(safeName(name)).toBe('file');
});

test('a long name keeps its extension and never ends in half a character', () => {
  expect(safeName(`${'x'.repeat(4_096)}.yaml`)).toBe(`${'x'.repeat(145)}.yaml`);
  expect(safeName('🧵'.repeat(500)).isWellFormed()).toBe(true);
});

test('whatever a file is called, its safe name is short, has no path, control or direction in it, is never empty, and is safe already', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.string({ unit: fc.constantFrom('.', '/', '\\', '\u202e', '\u0085', ' ', 'a', '\ud83e', '\u0301') }),
      ),
      (name) => {
        const safe = safeName(name);
        expect(safe.length).toBeGreaterThan(0);
        expect(safe.length).toBeLessThanOrEqual(150);
        expect(safe).not.toMatch(/[\\/\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(safe).not.toMatch(/^\.|^\s|\s$/);
        expect(safe.isWellFormed()).toBe(true);
        expect(safeName(safe)).toBe(safe);
      },
    ),
    { numRuns: 500 },
  );
});
