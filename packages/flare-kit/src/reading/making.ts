/** Archives for tests, also such as no honest program makes. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  name: string | Buffer;
  content: Buffer | string;
  stored?: boolean;
  /** Sizes after the data instead of before. */
  descriptor?: boolean;
  /** Bits of the general purpose flag beside the desk's own. */
  flags?: number;
  method?: number;
  /** Type and rights of Unix. */
  mode?: number;
  /** The size that is said. */
  says?: number;
}

/** `large`: with the sizes and places of zip64, as archives beyond 4 GiB have them. */
export function zip(members: readonly ZipMember[], large = false): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, stored = false, descriptor = false, flags = 0, method, mode = 0, says } of members) {
    const bytes = Buffer.from(content);
    const packed = stored ? bytes : deflateRawSync(bytes);
    const title = Buffer.isBuffer(name) ? name : Buffer.from(name);
    const sum = crc32(bytes);
    const flag = flags | (descriptor ? 8 : 0) | (Buffer.isBuffer(name) ? 0 : 0x800);
    const how = method ?? (stored ? 0 : 8);
    const size = says ?? bytes.length;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04_03_4b_50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(flag, 6);
    local.writeUInt16LE(how, 8);
    if (!descriptor) {
      local.writeUInt32LE(sum, 14);
      local.writeUInt32LE(packed.length, 18);
      local.writeUInt32LE(size, 22);
    }
    local.writeUInt16LE(title.length, 26);
    const after = Buffer.alloc(descriptor ? 16 : 0);
    if (descriptor) {
      after.writeUInt32LE(0x08_07_4b_50, 0);
      after.writeUInt32LE(sum, 4);
      after.writeUInt32LE(packed.length, 8);
      after.writeUInt32LE(size, 12);
    }
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02_01_4b_50, 0);
    entry.writeUInt16LE(0x03_14, 4);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt16LE(flag, 8);
    entry.writeUInt16LE(how, 10);
    entry.writeUInt32LE(sum, 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(title.length, 28);
    entry.writeUInt32LE((mode << 16) >>> 0, 38);
    entry.writeUInt32LE(at, 42);
    const extra = Buffer.alloc(large ? 28 : 0);
    if (large) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(size), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
      extra.writeBigUInt64LE(BigInt(at), 20);
      entry.writeUInt16LE(extra.length, 30);
      for (const place of [20, 24, 42]) entry.writeUInt32LE(0xff_ff_ff_ff, place);
    }
    directory.push(entry, title, extra);
    parts.push(local, title, packed, after);
    at += local.length + title.length + packed.length + after.length;
  }
  const list = Buffer.concat(directory);
  const ends = Buffer.alloc(large ? 76 : 0);
  if (large) {
    ends.writeUInt32LE(0x06_06_4b_50, 0);
    ends.writeBigUInt64LE(44n, 4);
    for (const place of [24, 32]) ends.writeBigUInt64LE(BigInt(members.length), place);
    ends.writeBigUInt64LE(BigInt(list.length), 40);
    ends.writeBigUInt64LE(BigInt(at), 48);
    ends.writeUInt32LE(0x07_06_4b_50, 56);
    ends.writeBigUInt64LE(BigInt(at + list.length), 64);
    ends.writeUInt32LE(1, 72);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06_05_4b_50, 0);
  end.writeUInt16LE(large ? 0xff_ff : members.length, 8);
  end.writeUInt16LE(large ? 0xff_ff : members.length, 10);
  end.writeUInt32LE(large ? 0xff_ff_ff_ff : list.length, 12);
  end.writeUInt32LE(large ? 0xff_ff_ff_ff : at, 16);
  return Buffer.concat([...parts, list, ends, end]);
}
