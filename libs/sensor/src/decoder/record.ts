import type { Field } from './layout.js';
import { HEADER, HEADER_SIZE, RECORD_SIZE, SECTION, SECTION_SIZE } from './layout.js';

/** One section of a record: its bytes and what the kernel noted about them. */
export interface Section {
  readonly bytes: Uint8Array;
  readonly shared: number;
  readonly flags: number;
}

/** A record whose length was checked; every read stays inside it. */
export class RecordView {
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u32(field: Field): number {
    return this.view.getUint32(field.offset, true);
  }

  u16(field: Field): number {
    return this.view.getUint16(field.offset, true);
  }

  u64(field: Field): bigint {
    return this.view.getBigUint64(field.offset, true);
  }

  body32(field: Field): number {
    return this.view.getUint32(HEADER_SIZE + field.offset, true);
  }

  bodySigned32(field: Field): number {
    return this.view.getInt32(HEADER_SIZE + field.offset, true);
  }

  body64(field: Field): bigint {
    return this.view.getBigUint64(HEADER_SIZE + field.offset, true);
  }

  body16(field: Field): number {
    return this.view.getUint16(HEADER_SIZE + field.offset, true);
  }

  bodyRaw(field: Field): Uint8Array {
    const at = HEADER_SIZE + field.offset;
    return this.bytes.subarray(at, at + field.size);
  }

  raw(field: Field): Uint8Array {
    return this.bytes.subarray(field.offset, field.offset + field.size);
  }

  /** A section, cut to what the record really holds. */
  section(kind: number): Section {
    const at = HEADER.sections.offset + kind * SECTION_SIZE;
    const offset = RECORD_SIZE + this.view.getUint16(at + SECTION.offset.offset, true);
    const length = this.view.getUint16(at + SECTION.length.offset, true);
    return {
      bytes: this.bytes.subarray(offset, offset + length),
      shared: this.view.getUint16(at + SECTION.shared.offset, true),
      flags: this.view.getUint16(at + SECTION.flags.offset, true),
    };
  }
}
