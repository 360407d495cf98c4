/**
 * Options of the types, for a whole program; nothing of them is there at run time.
 *
 * - `strictPaths: true`: `chain()` takes documented paths alone, so that a misspelt one does not compile. Without it an
 *   unknown path gives an {@link UnknownAddress}, which is how an API is called before this package knows it.
 *
 * @example
 * // in any file of the program, wechatpay.d.ts for one
 * import 'wechatpay-ts'
 *
 * declare module 'wechatpay-ts' {
 *   interface TypeOptions {
 *     strictPaths: true
 *   }
 * }
 */
// oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-empty-interface -- filled by the program
export interface TypeOptions {}

declare const undocumented: unique symbol

/** With `strictPaths` no text is one: the path that was given is not documented, probably because it is misspelt. */
export type UndocumentedPath = TypeOptions extends { readonly strictPaths: true }
  ? string & { readonly [undocumented]: 'strictPaths: the path is not documented' }
  : string
