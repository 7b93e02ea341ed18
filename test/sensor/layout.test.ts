import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { objectFile } from '../../libs/sensor/src/addon.js';
import * as layout from '../../libs/sensor/src/decoder/layout.js';

interface BtfType {
  readonly kind: string;
  readonly name: string;
  readonly size?: number;
  readonly members?: readonly { name: string; type_id: number; bits_offset: number }[];
  readonly id: number;
  readonly type_id?: number;
  readonly nr_elems?: number;
}

/** What the compiler wrote about bpf/include/event.h into the object that the kernel gets. */
const types = (
  JSON.parse(
    execFileSync('bpftool', ['btf', 'dump', '-j', 'file', objectFile('syscall')], {
      encoding: 'utf8',
      env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` },
      maxBuffer: 64 * 1024 * 1024,
    }),
  ) as { types: BtfType[] }
).types;

function byId(id: number): BtfType {
  const type = types.find((candidate) => candidate.id === id);
  if (type === undefined) throw new Error(`no BTF type ${String(id)}`);
  return type;
}

function sizeOf(type: BtfType): number {
  if (type.size !== undefined) return type.size;
  if (type.kind === 'ARRAY') return (type.nr_elems ?? 0) * sizeOf(byId(type.type_id ?? 0));
  return sizeOf(byId(type.type_id ?? 0));
}

function struct(name: string): BtfType {
  const type = types.find((candidate) => candidate.kind === 'STRUCT' && candidate.name === name);
  if (type === undefined) throw new Error(`no struct ${name} in the BTF`);
  return type;
}

function fieldsOf(name: string): Record<string, layout.Field> {
  const members = struct(name).members ?? [];
  return Object.fromEntries(
    members.map((member) => [
      member.name,
      { offset: member.bits_offset / 8, size: sizeOf(byId(member.type_id)) },
    ]),
  );
}

describe('the decoder reads what the programs write', () => {
  it.each([
    ['kw_header', layout.HEADER, layout.HEADER_SIZE],
    ['kw_section', layout.SECTION, layout.SECTION_SIZE],
    ['kw_ancestor', layout.ANCESTOR, layout.ANCESTOR_SIZE],
    ['kw_file_body', layout.FILE_BODY, layout.RECORD_SIZE - layout.HEADER_SIZE],
    ['kw_process_body', layout.PROCESS_BODY, layout.RECORD_SIZE - layout.HEADER_SIZE],
  ] as const)('%s', (name, fields, size) => {
    expect(fieldsOf(name)).toEqual(fields);
    expect(struct(name).size).toBe(size);
  });

  it('has a section table of the right length and a body right after the header', () => {
    const kinds = Object.keys(layout.SECTIONS).length;
    expect(layout.HEADER.sections.size).toBe(kinds * layout.SECTION_SIZE);
    expect(struct('kw_record').size).toBe(layout.RECORD_SIZE);
  });
});
