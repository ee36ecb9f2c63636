/**
 * What this browser remembers for its person, and the only place that touches its storage (static/theme.js aside, which
 * runs before everything). Where a person has denied it, things are remembered until the page is left. What is there and
 * cannot be read is forgotten.
 */

const memory = new Map<string, string>();

/** Something that is remembered under a key. */
export interface Kept<T> {
  /** What was written last; null where nothing is remembered that makes sense. */
  read(): T | null;
  write(value: T): void;
  forget(): void;
}

/**
 * @param valid what was read, if it makes sense; null if it does not
 */
export function kept<T>(key: string, valid: (value: unknown) => T | null): Kept<T> {
  const forget = (): void => {
    memory.delete(key);
    withStorage((storage) => storage.removeItem(key));
  };
  return {
    read() {
      const text = memory.get(key) ?? withStorage((storage) => storage.getItem(key)) ?? null;
      if (text === null) return null;
      const value = valid(parsed(text));
      if (value === null) forget();
      return value;
    },
    write(value) {
      const text = JSON.stringify(value);
      const isStored = withStorage((storage) => {
        storage.setItem(key, text);
        return true;
      });
      if (isStored) memory.delete(key);
      else memory.set(key, text);
    },
    forget,
  };
}

/** A value that is one of these words. */
export function oneOf<T extends string>(...words: T[]): (value: unknown) => T | null {
  return (value) => words.find((word) => word === value) ?? null;
}

/** What a use of the storage gives; null where it gives nothing or the browser lets nobody use it, or it is full. */
function withStorage<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // a word by itself, as former versions wrote them
  }
}
