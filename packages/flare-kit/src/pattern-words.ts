/** What a pattern promises: words that every text has that fits it. */

const special = new Set('.*+?^${}()|[]\\/');

/**
 * Words of which every text that fits a pattern has one; null where the pattern promises none. Reads what patterns commonly are and promises
 * nothing for the rest.
 */
export function wordsOf(source: string, least = 4): string[] | null {
  const whole = /^\(\?(?:[a-z]*(?:-[a-z]+)?:)(.*)\)$/s.exec(source);
  if (whole && isClosed(whole[1]!)) return wordsOf(whole[1]!, least);
  const words: string[] = [];
  for (const branch of branchesOf(source)) {
    const runs = runsOf(branch);
    const longest = runs.reduce((a, b) => (b.length > a.length ? b : a), '');
    if (longest.length < least) return null;
    words.push(longest);
  }
  return words;
}

/** Whether no group in it ends that did not begin in it. */
function isClosed(source: string): boolean {
  let depth = 0;
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (c === '\\') i++;
    else if (inClass) inClass = c !== ']';
    else if (c === '[') inClass = true;
    else if (c === '(') depth++;
    else if (c === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

function branchesOf(source: string): string[] {
  const branches: string[] = [];
  let depth = 0;
  let inClass = false;
  let from = 0;
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (c === '\\') i++;
    else if (inClass) inClass = c !== ']';
    else if (c === '[') inClass = true;
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === '|' && depth === 0) {
      branches.push(source.slice(from, i));
      from = i + 1;
    }
  }
  return [...branches, source.slice(from)];
}

/** Escapes that go on: a letter by its number, a property, a group by its name. */
const argument = /^(?:x[\da-f]{2}|u\{[\da-f]+\}|u[\da-f]{4}|c[a-z]|p\{[^}]*\}|k<[^>]*>)/i;

/** Runs of letters that stand in a branch as they are, outside of groups and classes. */
function runsOf(branch: string): string[] {
  const runs: string[] = [];
  let run = '';
  const end = () => {
    runs.push(run);
    run = '';
  };
  for (let i = 0; i < branch.length; i++) {
    let c = branch[i]!;
    let isPlain = !special.has(c);
    if (c === '\\') {
      c = branch[++i] ?? '';
      isPlain = /[^\w\s]/.test(c);
      i += argument.exec(branch.slice(i))?.[0].length ?? 1;
      i--;
    } else if (c === '(' || c === '[') {
      i = endOfGroup(branch, i);
    } else if (c === '{') {
      // How often: its digits are no letters of the text.
      const end = branch.indexOf('}', i);
      if (end > 0) i = end;
    }
    const next = branch[i + 1] ?? '';
    if (!isPlain || c.charCodeAt(0) > 126 || next === '?' || next === '*' || next === '{') end();
    else {
      run += c;
      if (next === '+') end();
    }
  }
  end();
  return runs;
}

function endOfGroup(source: string, from: number): number {
  let depth = 0;
  let inClass = false;
  for (let i = from; i < source.length; i++) {
    const c = source[i]!;
    if (c === '\\') i++;
    else if (inClass) {
      inClass = c !== ']';
      if (!inClass && depth === 0) return i;
    } else if (c === '[') inClass = true;
    else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return i;
  }
  return source.length;
}
