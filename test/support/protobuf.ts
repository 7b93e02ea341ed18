/** One field of a protobuf message: its number and, by wire type, a varint/fixed number or bytes. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/**
 * Splits a protobuf message into its fields (https://protobuf.dev/programming-guides/encoding).
 * Varint and fixed64/fixed32 fields come as unsigned bigint, length-delimited ones as bytes.
 *
 * @throws RangeError when the bytes end inside a field or use a wire type that proto3 does not have.
 */
export function readFields(message: Buffer): WireField[] {
  const fields: WireField[] = [];
  let offset = 0;

  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(offset++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value;
      }
    }
  };

  while (offset < message.length) {
    const tag = Number(varint());
    const number = tag >>> 3;
    switch (tag & 7) {
      case 0:
        fields.push({ number, value: varint() });
        break;
      case 1:
        fields.push({ number, value: message.readBigUInt64LE(offset) });
        offset += 8;
        break;
      case 2: {
        const length = Number(varint());
        if (offset + length > message.length) {
          throw new RangeError(`protobuf: field ${String(number)} ends past the message`);
        }
        fields.push({ number, value: message.subarray(offset, offset + length) });
        offset += length;
        break;
      }
      case 5:
        fields.push({ number, value: BigInt(message.readUInt32LE(offset)) });
        offset += 4;
        break;
      default:
        throw new RangeError(`protobuf: wire type ${String(tag & 7)} at offset ${String(offset)}`);
    }
  }
  return fields;
}

/** The bytes of every length-delimited field with this number, in order. */
export function repeatedBytes(fields: readonly WireField[], number: number): Buffer[] {
  return fields.flatMap(({ number: n, value }) =>
    n === number && Buffer.isBuffer(value) ? [value] : [],
  );
}

/** The last length-delimited field with this number; empty when absent, as proto3 says. */
export function bytesOf(fields: readonly WireField[], number: number): Buffer {
  return repeatedBytes(fields, number).at(-1) ?? Buffer.alloc(0);
}

/** The last number field with this number; 0 when absent. */
export function numberOf(fields: readonly WireField[], number: number): bigint {
  const values = fields.flatMap(({ number: n, value }) =>
    n === number && typeof value === 'bigint' ? [value] : [],
  );
  return values.at(-1) ?? 0n;
}
