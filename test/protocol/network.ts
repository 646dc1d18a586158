import { type MessageBit, read, type State } from './model-state.ts';

/**
 * The network is the set of all messages ever sent. It only grows: a message in it may be delivered never (lost), late,
 * repeatedly, and before or after any other. So sending it a second time changes nothing and is not modelled, and a
 * state without further steps may still receive all its messages.
 */
export function send(state: State, message: MessageBit): void {
  const byte = message >> 3;
  state[byte] = read(state, byte) | (1 << (message & 7));
}

/** Returns whether a message was ever sent. */
export function wasSent(state: State, message: MessageBit): boolean {
  return (read(state, message >> 3) & (1 << (message & 7))) !== 0;
}
