import type { Shot } from '../camera/frame-pump.ts';
import type { CaptureErrorCode } from '../errors.ts';
import type { SymbolGrammar } from '../reading.ts';
import type { DecodedSymbol } from './engine.ts';
import type { Frame } from './frame.ts';

/** The engines that the packed worker can use for every frame. A page's own worker may have others. */
export type EngineName = 'zxing-wasm' | 'zxing-library' | 'native';

/** A message from the page to the decode worker. Each has its own `id` and gets exactly one reply. */
export type DecodeRequest =
  | {
      readonly type: 'load';
      readonly id: number;
      readonly wasmUrl: string | undefined;
      /** The address of the engine without WebAssembly. */
      readonly noWasmUrl: string | undefined;
      readonly grammar: SymbolGrammar;
      /** The engines to try, in this order. `undefined`: the worker's own choice. */
      readonly engines: readonly EngineName[] | undefined;
    }
  /** A shot's image and a frame's luma are transferred: the page no longer has them. */
  | { readonly type: 'decode'; readonly id: number; readonly picture: Shot | Frame };

/** A message from the decode worker. A `warning` is not a reply, and stops nothing. */
export type DecodeReply =
  | { readonly type: 'warning'; readonly code: CaptureErrorCode; readonly message: string }
  | { readonly type: 'loaded'; readonly id: number }
  | { readonly type: 'decoded'; readonly id: number; readonly symbols: readonly DecodedSymbol[] }
  | { readonly type: 'failed'; readonly id: number; readonly code: CaptureErrorCode; readonly message: string };
