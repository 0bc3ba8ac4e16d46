const DATA = 'data:';

/** Cuts a server-sent stream into the payloads of its events, however the network has cut it. Comments are dropped. */
export class SseLines {
  private rest = '';

  /** The payloads that are whole now; an event of several data lines comes as several. */
  add(text: string): string[] {
    const all = this.rest + text;
    const payloads: string[] = [];
    let from = 0;
    for (let end = all.indexOf('\n'); end !== -1; end = all.indexOf('\n', from)) {
      const line = all.slice(from, all[end - 1] === '\r' ? end - 1 : end);
      if (line.startsWith(DATA)) payloads.push(line.slice(DATA.length).trimStart());
      from = end + 1;
    }
    this.rest = all.slice(from);
    return payloads;
  }
}
