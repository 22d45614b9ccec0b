// What the type tests are written with.

export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Accepts a value of exactly the type `Expected`: `any` is not, unless it is expected. */
export function expectType<Expected>() {
  return <Actual>(_value: Actual, ..._same: Equal<Expected, Actual> extends true ? [] : [never]) =>
    undefined;
}

export type IsAny<T> = 0 extends 1 & T ? true : false;

/** Types of the platform, which have `any` in them. */
type Platform = string | AbortSignal | Error;

/** `any`, or anything that `any` comes out of or goes into, three levels deep. */
export type HasAny<T, Depth extends 0[] = []> =
  IsAny<T> extends true
    ? true
    : Depth['length'] extends 3
      ? false
      : true extends (T extends unknown ? HasAnyInside<T, [...Depth, 0]> : never)
        ? true
        : false;

type HasAnyInside<T, Depth extends 0[]> =
  // biome-ignore lint/complexity/noBannedTypes: what Handler falls back to; see there
  Equal<T, Function> extends true
    ? false
    : T extends Platform
      ? false
      : T extends readonly (infer Item)[]
        ? HasAny<Item, Depth>
        : T extends Promise<infer Value>
          ? HasAny<Value, Depth>
          : T extends (...args: infer Args) => infer Result
            ? HasAny<Result, Depth> | HasAny<Args[number], Depth>
            : T extends object
              ? { [K in keyof T]: HasAny<T[K], Depth> }[keyof T]
              : false;

/** To be called with the types that must be without `any`. */
export function expectNoAny<T>(..._none: true extends HasAny<T> ? [never] : []) {}
