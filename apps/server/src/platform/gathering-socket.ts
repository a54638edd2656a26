import { Socket } from 'node:net';

/**
 * Sends what is written in one turn of the event loop as one piece: statements that travel together cost one call of the system, not one
 * each. pg corks around each statement that it prepares; what it writes beside that goes out with the next of them, or at once.
 */
export class GatheringSocket extends Socket {
  #gathers = false;

  override cork(): void {
    if (!this.#gathers) {
      this.#gathers = true;
      super.cork();
      process.nextTick(() => {
        this.#gathers = false;
        this.uncork();
      });
    }
    super.cork();
  }
}
