/** A page of any engine, with what each of their drivers can do. */
export interface Tab {
  /** Resolves when the document is parsed: a page of tests may end before it is loaded. */
  goto(url: string): Promise<void>;
  /** Runs the body of a function in the page. Resolves to what it returns, which must be JSON. */
  run<T>(body: string, ...values: readonly unknown[]): Promise<T>;
  /** Sets the page's inner size. */
  setViewport(size: { readonly width: number; readonly height: number }): Promise<void>;
  readonly keyboard: {
    /** Presses and releases the keys of a text, as trusted events. */
    type(text: string): Promise<void>;
    press(key: string): Promise<void>;
    down(key: string): Promise<void>;
    up(key: string): Promise<void>;
  };
  /** Presses the mouse in the middle of a box of the page. */
  click(x: number, y: number): Promise<void>;
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

/** A running browser of one engine. Its profile is removed with it, unless it was started with one. */
export interface Running {
  /** WebKitGTK has one tab at a time. */
  open(): Promise<Tab>;
  close(): Promise<void>;
  /** Ends all its processes at once, as a crash or a cut of the power does. */
  kill(): Promise<void>;
}
