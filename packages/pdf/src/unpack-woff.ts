import { inflateSync } from 'node:zlib';

const WOFF = 0x774f4646;
const HEADER_BYTES = 44;
const ENTRY_BYTES = 20;
const SFNT_HEADER_BYTES = 12;
const SFNT_ENTRY_BYTES = 16;

/**
 * A font as it was before it was packed as WOFF 1.0 (https://www.w3.org/TR/WOFF/). What reads fonts in PDFKit unpacks each
 * table anew whenever it looks into it, in JavaScript: seconds for a large one.
 * @throws RangeError for what is no WOFF
 */
export function unpackWoff(packed: Buffer): Buffer {
  if (packed.length < HEADER_BYTES || packed.readUInt32BE(0) !== WOFF) {
    throw new RangeError('this is no WOFF font');
  }
  const count = packed.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, nth) => {
    const at = HEADER_BYTES + nth * ENTRY_BYTES;
    const [offset, length, originalLength] = [4, 8, 12].map((more) =>
      packed.readUInt32BE(at + more),
    );
    const data = packed.subarray(offset, (offset ?? 0) + (length ?? 0));
    return {
      tag: packed.subarray(at, at + 4),
      checksum: packed.readUInt32BE(at + 16),
      data: length === originalLength ? data : inflateSync(data),
    };
  });
  const header = Buffer.alloc(SFNT_HEADER_BYTES + count * SFNT_ENTRY_BYTES);
  const power = 2 ** Math.floor(Math.log2(count));
  header.writeUInt32BE(packed.readUInt32BE(4), 0);
  header.writeUInt16BE(count, 4);
  header.writeUInt16BE(power * 16, 6);
  header.writeUInt16BE(Math.log2(power), 8);
  header.writeUInt16BE((count - power) * 16, 10);
  const parts: Buffer[] = [header];
  let offset = header.length;
  for (const [nth, { tag, checksum, data }] of tables.entries()) {
    const at = SFNT_HEADER_BYTES + nth * SFNT_ENTRY_BYTES;
    tag.copy(header, at);
    header.writeUInt32BE(checksum, at + 4);
    header.writeUInt32BE(offset, at + 8);
    header.writeUInt32BE(data.length, at + 12);
    const padding = Buffer.alloc((4 - (data.length % 4)) % 4);
    parts.push(data, padding);
    offset += data.length + padding.length;
  }
  return Buffer.concat(parts);
}
