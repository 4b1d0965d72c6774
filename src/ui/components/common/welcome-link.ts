// The border between the view of the three questions and the browser: what it knows, and what it may ask for.
import type { Answers } from '../../../call/consent/answers.ts';
import type { Mode } from '../../../call/consent/policy.ts';

export interface WelcomeState {
  answers: Answers | null;
  mode: Mode;
  /** Has an organisation set the mode? */
  forced: boolean;
}

export interface WelcomeCommands {
  /** Rejects when it could not be stored. */
  save(answers: Answers, mode: Mode): Promise<void>;
  /** Starts the page again. */
  tryAgain(): void;
}
