/** The worker that writes a log: only a worker gets handles that write and flush synchronously. */
import { type Log, openLog } from './log.ts';
import { type LogReply, type LogRequest, logFolderName } from './opfs-log.ts';

let log: Log | undefined;

async function perform(request: LogRequest): Promise<readonly Uint8Array[] | undefined> {
  if (request.type === 'open') {
    const root = await navigator.storage.getDirectory();
    const name = logFolderName(request.name);
    log = await openLog(await root.getDirectoryHandle(name, { create: true }), new BroadcastChannel(name));
    return undefined;
  }
  if (log === undefined) throw new Error('The log is not open. Send `open` first.');
  if (request.type === 'files') return log.files();
  if (request.type === 'close') await log.close();
  else if (request.type === 'append') await log.append(request.record, request.revision);
  else await log.restart(request.record, request.revision);
  return undefined;
}

self.onmessage = async ({ data: request }: MessageEvent<LogRequest>) => {
  let reply: LogReply;
  try {
    reply = { id: request.id, files: await perform(request) };
  } catch (error) {
    reply = { id: request.id, failed: String(error) };
  }
  self.postMessage(reply);
};
