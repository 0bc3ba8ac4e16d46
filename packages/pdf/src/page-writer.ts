import PDFDocument from 'pdfkit';
import { BASE_FONT, fontBytes, runsOf, type FontWeight } from './pick-font.ts';

export const MARGIN = 56;
const LINE_HEIGHT = 1.45;

export type TextStyle = { size?: number; weight?: FontWeight; color?: string };
type Box = { x: number; width: number; align?: 'left' | 'right' };

/** Writes lines of text and rules down pages of A4, in whatever script; a full page is followed by another. */
export function createPageWriter(info: { title: string; author: string; at: Date }) {
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    // Else it begins by reading one of its own.
    font: fontBytes(BASE_FONT) as unknown as string,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: info.title,
      Author: info.author,
      Producer: info.author,
      Creator: info.author,
      // By what it says, so that the same document is the same bytes.
      CreationDate: info.at,
      ModDate: info.at,
    },
  });
  const registered = new Set<string>();
  const use = (font: string, size: number) => {
    if (!registered.has(font)) {
      doc.registerFont(font, fontBytes(font));
      registered.add(font);
    }
    return doc.font(font).fontSize(size);
  };
  const chunks: Uint8Array[] = [];
  doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', () => resolve());
    doc.on('error', reject);
  });
  const { width, height } = doc.page;
  const bottom = height - MARGIN;
  let y = MARGIN;

  const measure = (text: string, { size = 10, weight = 'regular' }: TextStyle) =>
    runsOf(text, weight).reduce((sum, run) => sum + use(run.font, size).widthOfString(run.text), 0);

  /** The words of a text in lines that fit; a word that is too long is cut. */
  const wrap = (text: string, style: TextStyle, most: number): string[] => {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(/\s+/u).filter((one) => one !== '')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (measure(longer, style) <= most) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      line = '';
      let used = 0;
      for (const character of word) {
        const needs = measure(character, style);
        if (used + needs > most && line !== '') {
          lines.push(line);
          [line, used] = ['', 0];
        }
        line += character;
        used += needs;
      }
    }
    return line === '' ? lines : [...lines, line];
  };

  const drawLine = (text: string, style: TextStyle, { x, width: most, align = 'left' }: Box) => {
    const { size = 10, weight = 'regular', color = '#111111' } = style;
    let at = align === 'right' ? x + most - measure(text, style) : x;
    for (const run of runsOf(text, weight)) {
      const font = use(run.font, size).fillColor(color);
      font.text(run.text, at, y, { lineBreak: false });
      at += font.widthOfString(run.text);
    }
  };

  /** Begins a new page where less than this is left. */
  const room = (points: number): void => {
    if (y + points <= bottom) return;
    doc.addPage();
    y = MARGIN;
  };

  return {
    left: MARGIN,
    width: width - 2 * MARGIN,
    room,
    space: (points: number): void => {
      y += points;
    },
    /** One row of texts beside each other, each wrapped in its own box. */
    row(cells: readonly (Box & { text: string; style?: TextStyle })[]): void {
      const wrapped = cells.map((cell) => ({
        ...cell,
        style: cell.style ?? {},
        lines: wrap(cell.text, cell.style ?? {}, cell.width),
      }));
      const most = Math.max(1, ...wrapped.map(({ lines }) => lines.length));
      const size = Math.max(...wrapped.map(({ style }) => style.size ?? 10));
      for (let index = 0; index < most; index += 1) {
        room(size * LINE_HEIGHT);
        for (const { lines, style, ...box } of wrapped) {
          const line = lines[index];
          if (line !== undefined) drawLine(line, style, box);
        }
        y += size * LINE_HEIGHT;
      }
    },
    rule(): void {
      doc
        .moveTo(MARGIN, y)
        .lineTo(width - MARGIN, y)
        .lineWidth(0.5)
        .strokeColor('#bbbbbb')
        .stroke();
      y += 6;
    },
    async end(): Promise<Uint8Array> {
      doc.end();
      await ended;
      return Buffer.concat(chunks);
    },
  };
}
