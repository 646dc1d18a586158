// The engine of the decode worker without WebAssembly: a file of its own, which the worker fetches only then.
export { zxingLibraryEngine } from '../engines/zxing-library.ts';
