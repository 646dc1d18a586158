export { examineReader, type ReaderProfile, type TestScan } from './examine-reader.ts';
