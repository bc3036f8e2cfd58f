/** What the checks need of a board, whatever it is. */
export interface Board {
  /** The technician's page, on 127.0.0.1 of this machine. */
  readonly pagePort: number;
  /** Where the service keeps recordings and settings. */
  readonly stateFolder: string;
  /** A port of this machine's loopback, as the board reaches it: `HOST:PORT`. */
  reach(port: number): Promise<string>;
  /** Runs a script there as root and resolves with what it printed. Rejects when it fails or takes longer. */
  sh(script: string, limitMs?: number): Promise<string>;
  /** Unpacks the content of a folder here into a folder there. */
  put(from: string, to: string): Promise<void>;
  /** Copies the content of a folder there into a folder here. */
  get(from: string, to: string): Promise<void>;
  /** As when somebody pulls the plug: what the board had not yet given to its disk is gone. */
  cutPower(): Promise<void>;
  /** Resolves once the board has switched itself off. */
  switchedOff(): Promise<void>;
  /** Resolves once it is on again and takes commands. */
  boot(): Promise<unknown>;
  /** The end: nothing of the checks is left. */
  close(): Promise<void>;
}

/** Several times what anything on an emulated board takes; waiting ends as soon as what is awaited is there. */
export const PATIENCE_MS = 120_000;
