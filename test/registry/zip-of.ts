/** Zip archives for tests, also wrong ones. */
import { crc32, deflateRawSync } from 'node:zlib';

/** A part of a zip archive. */
export interface ZipPart {
  readonly name: string;
  readonly text: string | Buffer;
  /** The size that it says it has. Default: its size. */
  readonly claims?: number;
}

/** Returns a zip archive. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const files: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const { name, text, claims } of parts) {
    const bytes = Buffer.from(text as string);
    const data = deflateRawSync(bytes, { level: 9 });
    const label = Buffer.from(name);
    const local = Buffer.alloc(30);
    const entry = Buffer.alloc(46);
    local.writeUInt32LE(0x04_03_4b_50, 0);
    entry.writeUInt32LE(0x02_01_4b_50, 0);
    for (const [header, at] of [
      [local, 4],
      [entry, 6],
    ] as const) {
      header.writeUInt16LE(20, at);
      header.writeUInt16LE(8, at + 4);
      header.writeUInt32LE(crc32(bytes), at + 10);
      header.writeUInt32LE(data.length, at + 14);
      header.writeUInt32LE(claims ?? bytes.length, at + 18);
      header.writeUInt16LE(label.length, at + 22);
    }
    entry.writeUInt32LE(offset, 42);
    files.push(local, label, data);
    list.push(entry, label);
    offset += 30 + label.length + data.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06_05_4b_50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, directory, end]);
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Returns the parts of a workbook whose sheet has these rows of XML. `before` precedes the sheet's root. */
export function workbookParts(rows: string | Buffer, before = ''): readonly ZipPart[] {
  const sheet = Buffer.concat([
    Buffer.from(`<?xml version="1.0"?>${before}<worksheet xmlns="${main}"><sheetData>`),
    Buffer.from(rows as string),
    Buffer.from('</sheetData></worksheet>'),
  ]);
  return [
    {
      name: '[Content_Types].xml',
      text: `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    },
    {
      name: '_rels/.rels',
      text: `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      text: `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', text: sheet },
  ];
}
