// The border between the view of the practice call and the call itself.

export interface PracticeCommands {
  /** Opens everybody's camera and begins to read. */
  start(): void;
  /** Ends the reading and closes the cameras. */
  end(): void;
}
