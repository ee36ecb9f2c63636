/** Numbers, durations and times as people read them: thin spaces, a true minus, the unit apart. */

const THIN = "\u2009";
const MINUS = "\u2212";
/** Stands where there is no value yet. */
export const NOTHING = "–";

/** A number with this many decimals: 10 000, −2.4. */
export function decimal(value: number, digits: number): string {
  const [whole = "0", rest] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  const isZero = Number(value.toFixed(digits)) === 0;
  return (value < 0 && !isZero ? MINUS : "") + (rest ? `${grouped}.${rest}` : grouped);
}

/** A whole number: 10 000. */
export function count(value: number): string {
  return decimal(value, 0);
}

/** A score: one decimal, two below 10, where a tenth is a lot. */
export function score(value: number | null): string {
  if (value === null) return NOTHING;
  return decimal(value, Math.abs(value) < 9.995 ? 2 : 1);
}

/** A score with its sign, for what adds to or takes from a sum: +400.0, −2.4. */
export function signed(value: number, digits = 1): string {
  return (value >= 0 ? "+" : "") + decimal(value, digits);
}

const PREFIXES: [number, string][] = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];

/** A large number with three significant digits and a prefix: 1.84 M, 703 k, 96. */
export function short(value: number): string {
  for (const [scale, prefix] of PREFIXES) {
    if (value >= scale * 0.9995) return `${significant(value / scale)}${THIN}${prefix}`;
  }
  return Number.isInteger(value) ? count(value) : significant(value);
}

/** Bytes: 1.2 MB. */
export function bytes(value: number): string {
  const text = short(value);
  return /\d$/.test(text) ? `${text}${THIN}B` : `${text}B`;
}

function significant(value: number): string {
  return decimal(value, value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);
}

/** A duration, in its two largest units: 7 min 40 s, 2 h 05 min, 0.8 s. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${decimal(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** A duration that is a guess: about 9 min. */
export function about(seconds: number): string {
  if (seconds < 1) return "less than 1 s";
  if (seconds < 10) return `about ${decimal(seconds, 1)} s`;
  if (seconds < 90) return `about ${Math.round(seconds)} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `about ${decimal(seconds / 3600, seconds < 36_000 ? 1 : 0)} h`;
  return `about ${count(seconds / 86_400)} d`;
}

/** When something happened: 40 s ago, 8 min ago, today 05:12, yesterday 18:03, 19 Nov. */
export function ago(iso: string, now = new Date()): string {
  const then = new Date(iso);
  const seconds = Math.max(0, (now.getTime() - then.getTime()) / 1000);
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000);
  if (days === 0) return `today ${clock(then)}`;
  if (days === 1) return `yesterday ${clock(then)}`;
  const date = then.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return then.getFullYear() === now.getFullYear() ? date : `${date} ${then.getFullYear()}`;
}

/** Time of day: 05:12. */
export function clock(time: Date): string {
  return `${pad(time.getHours())}:${pad(time.getMinutes())}`;
}

function midnight(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

/** A number of things: 1 run, 2 runs. */
export function plural(n: number, thing: string): string {
  return `${count(n)} ${thing}${n === 1 ? "" : "s"}`;
}
