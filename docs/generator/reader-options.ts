/**
 * Options of a reader's own project, for `tsconfig.json`: the strictness that `tsc --init` writes. Nothing of this
 * repository makes a program compile that would not compile there.
 */
export const readerOptions = {
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable'],
  module: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  moduleDetection: 'force',
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true, // the packages are compiled from their sources here
  types: ['node'],
  customConditions: ['@wechatpay-ts/source'],
}

/** A program that sets options of the types sets them for its whole project, so it is a project of its own. */
export function setsTypes({ code }: { readonly code: string }): boolean {
  return code.includes('declare module')
}
