import { finished } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';

/** The largest answer that is kept: so much once compressed, and so much before, in bytes. */
const MOST_KEPT_BYTES = 4_000_000;
const MOST_TOLD_BYTES = 64_000_000;

/** A body that is kept while it passes: compressed as it comes, as a stream says much in many words. */
export class KeptBody {
  private readonly zip: Gzip = createGzip();
  private readonly pieces: Buffer[] = [];
  private keptBytes = 0;
  private toldBytes = 0;

  constructor() {
    this.zip.on('data', (piece: Buffer) => {
      this.keptBytes += piece.length;
      if (this.isTooLarge) this.pieces.length = 0;
      else this.pieces.push(piece);
    });
  }

  add(bytes: Uint8Array): void {
    this.toldBytes += bytes.byteLength;
    if (!this.isTooLarge) this.zip.write(bytes);
  }

  /** All of it, gzip; null = it is too large. */
  async end(): Promise<Uint8Array | null> {
    this.zip.end();
    await finished(this.zip);
    return this.isTooLarge ? null : Buffer.concat(this.pieces);
  }

  private get isTooLarge(): boolean {
    return this.keptBytes > MOST_KEPT_BYTES || this.toldBytes > MOST_TOLD_BYTES;
  }
}
