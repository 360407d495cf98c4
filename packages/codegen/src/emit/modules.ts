import type { Spec } from '../spec/model.ts'
import { sourceFile, type SourceFile } from './source-file.ts'
import type { TypeModule } from './types/type-module.ts'
import type { TypeModules } from './types/type-modules.ts'

/** The folder of the SDK's generated types, relative to the repository root. */
export const generatedTypes = 'packages/sdk/src/generated'

/** Returns the files of all modules. Call it last, when every emitter has declared its types. */
export function emitModules(spec: Spec, modules: TypeModules): SourceFile[] {
  return modules.all
    .filter((module) => module.declarations.length > 0)
    .map((module) =>
      sourceFile(`${generatedTypes}/${module.file}.ts`, spec, [moduleImports(module), ...module.declarations]),
    )
}

function moduleImports(module: TypeModule): string {
  // Every module is one folder below the generated one, hence `../..`.
  return [
    ...[...module.sdkImports].map(([path, names]) => typeImport(names, `../../${path}`)),
    ...[...module.imports].map(([file, names]) => typeImport(names, `../${file}.ts`)),
  ].join('')
}

/** Writes `import type { … } from '…'`, or nothing for no names. */
export function typeImport(names: Iterable<string>, from: string): string {
  const sorted = [...new Set(names)].toSorted()
  return sorted.length === 0 ? '' : `import type { ${sorted.join(', ')} } from '${from}'\n`
}

/** Writes `export type { … } from '…'`, or nothing for no names. */
export function typeExport(names: Iterable<string>, from: string): string {
  return typeImport(names, from).replace(/^import/, 'export')
}
