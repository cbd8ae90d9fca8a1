import type * as z from 'zod/v4/core'

// A date is listed, too: the document would not say how it is written.
type NotInJson =
  | z.$ZodPipe
  | z.$ZodTransform
  | z.$ZodDate
  | z.$ZodBigInt
  | z.$ZodMap
  | z.$ZodSet
  | z.$ZodSymbol

/** The schemas that a schema is made from. */
type PartOf<S> =
  S extends z.$ZodObject<infer Shape>
    ? Shape[keyof Shape]
    : S extends z.$ZodArray<infer Element>
      ? Element
      : S extends z.$ZodRecord<z.$ZodRecordKey, infer Value>
        ? Value
        : S extends z.$ZodUnion<infer Options> | z.$ZodTuple<infer Options>
          ? Options[number]
          : S extends { _zod: { def: { innerType: infer Inner } } }
            ? Inner
            : never

type HasNotInJson<S> = S extends NotInJson
  ? true
  : PartOf<S> extends infer Part
    ? [Part] extends [never]
      ? false
      : HasNotInJson<Part>
    : false

/** Accepts any schema but those with a transform or a type that JSON does not have, anywhere in them. */
export type OnlyJson<S> =
  true extends HasNotInJson<S>
    ? 'An answer has no transform, and no type that JSON does not have. Convert the value in `handle`.'
    : unknown
