/**
 * Options of the types for a whole program. They do not exist at run time.
 *
 * - `strictPaths: true`: `chain()` accepts documented paths only, so that a misspelt one does not compile. Without it
 *   an unknown path gives an {@link UnknownAddress}, with which you can call an API that this package does not know
 *   yet.
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

/** With `strictPaths` no text matches this type: the given path is undocumented, probably because it is misspelt. */
export type UndocumentedPath = TypeOptions extends { readonly strictPaths: true }
  ? string & { readonly [undocumented]: 'strictPaths: the path is not documented' }
  : string
