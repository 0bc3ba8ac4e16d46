/** A tensor of 32-bit floats; the shape begins with the innermost dimension, as GGUF has it. */
export type Tensor = { name: string; shape: number[]; values: Float32Array };

const ALIGNMENT = 32;
const TYPES = { uint: 4, int: 5, float: 6, string: 8, array: 9 };

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function padded(bytes: Buffer): Buffer {
  const rest = bytes.length % ALIGNMENT;
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(ALIGNMENT - rest)]);
}

/** Writes GGUF, version 3: the facts first, then the tensors. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
export class GgufBuilder {
  readonly #facts: Buffer[] = [];

  uint(key: string, value: number): this {
    return this.#add(key, TYPES.uint, u32(value));
  }

  float(key: string, value: number): this {
    return this.#add(key, TYPES.float, Buffer.from(Float32Array.of(value).buffer));
  }

  string(key: string, value: string): this {
    return this.#add(key, TYPES.string, text(value));
  }

  strings(key: string, values: readonly string[]): this {
    return this.#list(key, TYPES.string, values.length, Buffer.concat(values.map(text)));
  }

  floats(key: string, values: readonly number[]): this {
    const bytes = Buffer.from(Float32Array.from(values).buffer);
    return this.#list(key, TYPES.float, values.length, bytes);
  }

  ints(key: string, values: readonly number[]): this {
    const bytes = Buffer.from(Int32Array.from(values).buffer);
    return this.#list(key, TYPES.int, values.length, bytes);
  }

  build(tensors: readonly Tensor[]): Buffer {
    let offset = 0;
    const named: Buffer[] = [];
    const data: Buffer[] = [];
    for (const { name, shape, values } of tensors) {
      named.push(text(name), u32(shape.length), ...shape.map(u64), u32(0), u64(offset));
      const bytes = padded(Buffer.from(values.buffer));
      data.push(bytes);
      offset += bytes.length;
    }
    const head = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(this.#facts.length)];
    return Buffer.concat([padded(Buffer.concat([...head, ...this.#facts, ...named])), ...data]);
  }

  #add(key: string, type: number, value: Buffer): this {
    this.#facts.push(Buffer.concat([text(key), u32(type), value]));
    return this;
  }

  #list(key: string, type: number, length: number, values: Buffer): this {
    return this.#add(key, TYPES.array, Buffer.concat([u32(type), u64(length), values]));
  }
}
