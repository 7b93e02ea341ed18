import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBatch, decodeRecord } from './decode.js';
import type { Field } from './layout.js';
import {
  ANCESTOR,
  ANCESTOR_SIZE,
  EVENT_TYPE,
  EVENT_VERSION,
  FILE_BODY,
  HEADER,
  HEADER_SIZE,
  PROCESS_BODY,
  RECORD_SIZE,
  SECTIONS,
  SECTION_SIZE,
} from './layout.js';

/** Builds a record as the kernel programs do. */
class Encoder {
  private bytes = Buffer.alloc(RECORD_SIZE);

  constructor(type: number, version = EVENT_VERSION) {
    this.set(HEADER.type, type).set(HEADER.version, version);
  }

  set(field: Field, value: number | bigint, base = 0): this {
    const at = base + field.offset;
    if (field.size === 8) this.bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), at);
    else if (field.size === 4)
      this.bytes.writeUInt32LE(Number(BigInt.asUintN(32, BigInt(value))), at);
    else this.bytes.writeUInt16LE(Number(value), at);
    return this;
  }

  body(field: Field, value: number | bigint): this {
    return this.set(field, value, HEADER_SIZE);
  }

  comm(name: Uint8Array): this {
    this.bytes.set(name.subarray(0, 16), HEADER.comm.offset);
    return this;
  }

  section(kind: number, content: Uint8Array, shared = content.length): this {
    const at = HEADER.sections.offset + kind * SECTION_SIZE;
    this.bytes.writeUInt16LE(this.bytes.length - RECORD_SIZE, at);
    this.bytes.writeUInt16LE(content.length, at + 2);
    this.bytes.writeUInt16LE(shared, at + 4);
    this.bytes = Buffer.concat([this.bytes, content]);
    return this;
  }

  done(): Buffer {
    this.bytes = Buffer.concat([this.bytes, Buffer.alloc(-this.bytes.length & 7)]);
    this.bytes.writeUInt32LE(this.bytes.length, HEADER.size.offset);
    return this.bytes;
  }
}

const names = (...parts: string[]): Buffer =>
  Buffer.from(parts.map((part) => `${part}\0`).join(''));
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const u64 = fc.bigInt({ min: 0n, max: 0xffffffffffffffffn });
const component = fc
  .stringMatching(/^[a-zA-Z0-9 _.é-]{1,30}$/u)
  .filter((name) => !/^\.+$/.test(name));

describe('decodeRecord', () => {
  it('gives back what an open recorded', () => {
    fc.assert(
      fc.property(
        fc.record({ pid: u32, start: u64, inode: u64, flags: u32, parts: fc.array(component) }),
        ({ pid, start, inode, flags, parts }) => {
          const record = new Encoder(EVENT_TYPE.FILE_OPEN)
            .set(HEADER.pid, pid)
            .set(HEADER.start_time, start)
            .body(FILE_BODY.inode, inode)
            .body(FILE_BODY.flags, flags)
            .section(SECTIONS.PATH, names(...parts.toReversed()))
            .done();
          expect(decodeRecord(record)).toMatchObject({
            name: 'security_file_open',
            process: { pid, startTimeNs: start },
            inode,
            flags,
            pathname: `/${parts.join('/')}`,
            rootPath: `/${parts.join('/')}`,
          });
        },
      ),
    );
  });

  it('splits the two views at the shared length', () => {
    const record = new Encoder(EVENT_TYPE.FILE_OPEN)
      .section(SECTIONS.PATH, names('ca.key', 'mnt'), 'ca.key\0'.length)
      .section(SECTIONS.PATH_ROOT, names('pki', 'etc'))
      .done();
    expect(decodeRecord(record)).toMatchObject({
      pathname: '/mnt/ca.key',
      rootPath: '/etc/pki/ca.key',
    });
  });

  it('resolves the texts of a rename from their starting directories', () => {
    const record = new Encoder(EVENT_TYPE.INODE_RENAME)
      .body(FILE_BODY.marks, 1)
      .section(SECTIONS.PATH, names('pki', 'etc'))
      .section(SECTIONS.TEXT, Buffer.from('./ca.key\0'))
      .section(SECTIONS.NEW_PATH, Buffer.alloc(0))
      .section(SECTIONS.NEW_TEXT, Buffer.from('/tmp//x/../y\0'))
      .done();
    expect(decodeRecord(record)).toMatchObject({
      oldPath: '/etc/pki/ca.key',
      newPath: '/tmp/y',
      unconfirmed: true,
    });
  });

  it('reads ancestors, argv and exit codes', () => {
    const ancestor = Buffer.alloc(ANCESTOR_SIZE);
    ancestor.writeBigUInt64LE(7n, ANCESTOR.start_time.offset);
    ancestor.writeUInt32LE(42, ANCESTOR.pid.offset);
    ancestor.write('sh', ANCESTOR.comm.offset);
    const open = new Encoder(EVENT_TYPE.FILE_OPEN)
      .comm(Buffer.from([0x61, 0xff]))
      .section(SECTIONS.ANCESTORS, ancestor)
      .done();
    expect(decodeRecord(open)).toMatchObject({
      process: { comm: 'a\\xff', ancestors: [{ pid: 42, startTimeNs: 7n, comm: 'sh' }] },
    });
    const exec = new Encoder(EVENT_TYPE.PROCESS_EXEC)
      .section(SECTIONS.ARGV, Buffer.from('cat\0\0-n'))
      .done();
    expect(decodeRecord(exec)).toMatchObject({ argv: ['cat', '', '-n'] });
    const exit = (code: number): unknown =>
      decodeRecord(new Encoder(EVENT_TYPE.PROCESS_EXIT).body(PROCESS_BODY.exit_code, code).done());
    expect(exit(3 << 8)).toMatchObject({ exitCode: 3, signal: 0 });
    expect(exit(9)).toMatchObject({ exitCode: 137, signal: 9 });
  });

  it('names what is wrong', () => {
    expect(decodeRecord(Buffer.alloc(3))).toBe('short_record');
    expect(decodeRecord(new Encoder(EVENT_TYPE.FILE_OPEN, 1).done())).toBe('wrong_version');
    expect(decodeRecord(new Encoder(99).done())).toBe('unknown_type');
  });
});

describe('decodeBatch', () => {
  it('goes on after a record it cannot read', () => {
    const good = new Encoder(EVENT_TYPE.PROCESS_FORK).done();
    const { events, faults } = decodeBatch(Buffer.concat([good, new Encoder(99).done(), good]));
    expect(events).toHaveLength(2);
    expect(faults).toEqual(['unknown_type']);
  });

  it('survives any bytes and counts each fault', () => {
    const headed = fc
      .tuple(
        fc.uint8Array({ minLength: RECORD_SIZE, maxLength: 600 }),
        fc.constantFrom(1, 2, 3, 4, 5, 6),
      )
      .map(([bytes, type]) => {
        const record = Buffer.from(bytes);
        record.writeUInt32LE(record.length, 0);
        record.writeUInt16LE(EVENT_VERSION, HEADER.version.offset);
        record.writeUInt16LE(type, HEADER.type.offset);
        return record;
      });
    fc.assert(
      fc.property(fc.array(fc.oneof(headed, fc.uint8Array())), (parts) => {
        const { events } = decodeBatch(Buffer.concat(parts));
        for (const event of events) expect(typeof event.process.comm).toBe('string');
      }),
    );
    fc.assert(
      fc.property(headed, (record) => {
        expect(decodeBatch(record)).toMatchObject({ faults: [], events: [{}] });
      }),
    );
  });
});
