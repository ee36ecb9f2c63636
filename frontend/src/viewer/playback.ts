/** The clock of a replay: where it is, whether it runs, how fast, and whether it starts over. */

export class Playback {
  /** Seconds of the whole clip. */
  duration = 0;
  /** Seconds into the clip now. */
  seconds = 0;
  playing = false;
  loop = true;
  speed = 1;
  private readonly listeners = new Set<() => void>();

  /** Call `listener` after every change; returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Begin another clip, at its start unless a moment is named. */
  load(duration: number, at = 0): void {
    this.duration = duration;
    this.seek(at);
  }

  /** Run; from the start if the clip stands at its end. */
  play(): void {
    if (this.duration === 0) return;
    if (this.seconds >= this.duration) this.seconds = 0;
    this.playing = true;
    this.changed();
  }

  pause(): void {
    this.playing = false;
    this.changed();
  }

  seek(seconds: number): void {
    this.seconds = Math.min(Math.max(seconds, 0), this.duration);
    this.changed();
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    this.changed();
  }

  setLoop(loop: boolean): void {
    this.loop = loop;
    this.changed();
  }

  /** Let `elapsed` seconds of real time pass. */
  advance(elapsed: number): void {
    if (!this.playing) return;
    const seconds = this.seconds + elapsed * this.speed;
    if (seconds < this.duration) this.seconds = seconds;
    else if (this.loop) this.seconds = seconds % this.duration;
    else {
      this.seconds = this.duration;
      this.playing = false;
    }
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
