import type { Shot } from '../camera/frame-pump.ts';
import type { CaptureErrorCode } from '../errors.ts';
import type { SymbolGrammar } from '../reading.ts';
import type { DecodedSymbol } from './engine.ts';
import type { Frame } from './frame.ts';

/** What the page asks of the decode worker. Each request has its own `id` and gets exactly one reply. */
export type DecodeRequest =
  | {
      readonly type: 'load';
      readonly id: number;
      readonly wasmUrl: string | undefined;
      readonly grammar: SymbolGrammar;
    }
  /** A shot's image and a frame's luma are transferred: the page has them no more. */
  | { readonly type: 'decode'; readonly id: number; readonly picture: Shot | Frame };

/** What the decode worker answers. */
export type DecodeReply =
  | { readonly type: 'loaded'; readonly id: number }
  | { readonly type: 'decoded'; readonly id: number; readonly symbols: readonly DecodedSymbol[] }
  | { readonly type: 'failed'; readonly id: number; readonly code: CaptureErrorCode; readonly message: string };
