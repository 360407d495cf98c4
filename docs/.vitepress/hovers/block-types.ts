/** Type and comment of one name. */
export type NamedType = readonly [
  /** As an editor shows it: `const launch: string`. */
  type: string,
  /** Beginning of the doc comment; code in it stands in backticks. */
  comment: string,
  /** The comment in English, where `comment` is in Chinese and the spec has English for it. */
  english?: string,
]

/** The names of one block of code, and their types. This is the file that a page loads for a block. */
export interface BlockTypes {
  /** Places of names in the order of the text: line and column from 0, length, index in `types`. */
  readonly names: readonly (readonly [line: number, column: number, length: number, type: number])[]
  readonly types: readonly NamedType[]
}
