/** A code for each reason not to read or write a workbook (docs/errors.md). */
export type WorkbookErrorCode =
  | 'workbook/layout'
  | 'workbook/no-headings'
  | 'workbook/other-format'
  | 'workbook/unreadable'
  | 'workbook/too-large'
  | 'workbook/active-content';

/** A workbook, or the mapping file of its columns, that cannot be used. Its message never contains a card code. */
export class WorkbookError extends Error {
  /** What happened, and who must act. */
  readonly code: WorkbookErrorCode;

  /** Creates an error with a code. */
  constructor(code: WorkbookErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'WorkbookError';
    this.code = code;
  }
}
