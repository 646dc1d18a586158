/** Where a device can end, or its storage fail: which writing begins and ends what a message is about. */
import type { Writing } from './disk.ts';
import type { Message } from './network.ts';

/** True for the write that stores the message's entry. */
export function begins(message: Message, writing: Writing): boolean {
  if (message === 'lease') return writing.what === 'lease' && writing.to?.state === 'requested';
  if (message === 'return') return writing.what === 'lease' && writing.to?.state === 'closing';
  if (message === 'delivery with void') {
    const to = writing.what === 'append' ? writing.entry : writing.what === 'change' ? writing.to : null;
    return to?.stage === 'void';
  }
  return writing.what === 'append';
}

/** True for the write that stores the result. */
export function ends(message: Message, writing: Writing): boolean {
  switch (message) {
    case 'lease':
      return writing.what === 'lease' && writing.from?.state === 'requested';
    case 'return':
      return writing.what === 'lease' && writing.from?.state === 'closing';
    case 'delivery with report':
      return writing.what === 'change' && writing.from === 'report';
    case 'delivery with void':
      return writing.what === 'change' && writing.from === 'void';
    default:
      // Consuming a lease keeps the stage `request`.
      return writing.what === 'change' && writing.from === 'request' && writing.to?.stage !== 'request';
  }
}

export function draws(_: Message, writing: Writing): boolean {
  return writing.what === 'change' && writing.capacityChange?.from === 'lease' && writing.capacityChange.tickets > 0;
}
