export { adviceOn, type ReaderAdvice } from './advice.ts';
export { createDoctor, type Doctor, type DoctorOptions, type Examined } from './doctor.ts';
export { examineReader, matchCode, type ReaderProfile, type TestScan } from './examine-reader.ts';
