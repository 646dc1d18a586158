import type { Shot } from '../camera/frame-pump.ts';
import type { CaptureErrorCode } from '../errors.ts';
import type { SymbolGrammar } from '../reading.ts';
import type { DecodedSymbol } from './engine.ts';
import type { Frame } from './frame.ts';

/** The engines that the packed worker can read every frame with. A page's own worker may have others. */
export type EngineName = 'zxing-wasm' | 'zxing-library' | 'native';

/** What the page asks of the decode worker. Each request has its own `id` and gets exactly one reply. */
export type DecodeRequest =
  | {
      readonly type: 'load';
      readonly id: number;
      readonly wasmUrl: string | undefined;
      readonly grammar: SymbolGrammar;
      /** Which engines to try, in this order. `undefined`: the worker's own choice. */
      readonly engines: readonly EngineName[] | undefined;
    }
  /** A shot's image and a frame's luma are transferred: the page has them no more. */
  | { readonly type: 'decode'; readonly id: number; readonly picture: Shot | Frame };

/** What the decode worker answers; a `warning` is no answer, and stops nothing. */
export type DecodeReply =
  | { readonly type: 'warning'; readonly code: CaptureErrorCode; readonly message: string }
  | { readonly type: 'loaded'; readonly id: number }
  | { readonly type: 'decoded'; readonly id: number; readonly symbols: readonly DecodedSymbol[] }
  | { readonly type: 'failed'; readonly id: number; readonly code: CaptureErrorCode; readonly message: string };
