import { join } from 'node:path'
import ts from 'typescript'
import { readerOptions } from '../../generator/reader-options.ts'
import type { Program } from '../../generator/programs.ts'

/** A name in a program, with what an editor shows for it. */
export interface ReadName {
  /** From 0. */
  readonly line: number
  /** From 0, in UTF-16 units. */
  readonly column: number
  readonly name: string
  readonly type: string
  readonly comment: string
}

type Source = Pick<Program, 'code' | 'files'>

/** The packages are parsed once for all projects. */
const parsed = ts.createDocumentRegistry()

/**
 * Asks TypeScript about every name of programs, all of them in one project. Names of JavaScript and Node are left out:
 * readers know `console`. TypeScript 7 has no API for tools, so that 6 answers; `types.test.ts` compiles the programs
 * with 7.
 *
 * @param folder in the workspace, so that the packages resolve; nothing is written there
 * @returns the names of each program, in the order of its text
 */
export function readTypes(programs: readonly Source[], folder: string): ReadName[][] {
  const files = new Map<string, string>()
  for (const { files: beside } of programs)
    for (const [name, code] of Object.entries(beside)) files.set(join(folder, name), code)
  const paths = programs.map(({ code }, index) => {
    const path = join(folder, `program-${index}.ts`)
    files.set(path, code)
    return path
  })
  const service = ts.createLanguageService(hostOf(files, folder), parsed)
  const project = service.getProgram()!
  try {
    return paths.map((path) => namesOf(path, service, project))
  } finally {
    service.dispose()
  }
}

function namesOf(path: string, service: ts.LanguageService, project: ts.Program): ReadName[] {
  const source = project.getSourceFile(path)!
  const checker = project.getTypeChecker()
  const names: ReadName[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const start = node.getStart(source)
      const info = isOfPlatform(node, checker, project) ? undefined : service.getQuickInfoAtPosition(path, start)
      if (info) {
        const { line, character: column } = source.getLineAndCharacterOfPosition(start)
        names.push({ line, column, name: node.text, type: written(info.displayParts), comment: comment(info) })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

/** Whether a name is declared by JavaScript or Node alone. */
function isOfPlatform(node: ts.Identifier, checker: ts.TypeChecker, project: ts.Program): boolean {
  const { declarations = [] } = checker.getSymbolAtLocation(node) ?? {}
  if (declarations.length === 0) return false
  return declarations.every((declaration) => {
    const file = declaration.getSourceFile()
    return project.isSourceFileDefaultLibrary(file) || file.fileName.includes('/node_modules/@types/node/')
  })
}

function written(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return ts.displayPartsToString([...(parts ?? [])])
}

/** The doc comment as text; a link is its text. */
function comment({ documentation = [] }: ts.QuickInfo): string {
  return documentation
    .map(({ kind, text }) => (kind === 'link' ? '' : kind === 'linkName' ? `\`${text}\`` : text))
    .join('')
}

/** Serves programs from memory, everything else from the disk. */
function hostOf(files: ReadonlyMap<string, string>, folder: string): ts.LanguageServiceHost {
  const { options, errors } = ts.convertCompilerOptionsFromJson(readerOptions, folder)
  if (errors[0]) throw new Error(ts.flattenDiagnosticMessageText(errors[0].messageText, '\n'))
  const { sys } = ts
  const read = (path: string) => files.get(path) ?? sys.readFile(path)
  return {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: () => '',
    // Nothing changes between two questions. An empty version would make TypeScript look at every file for each of them.
    getProjectVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = read(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (path) => files.has(path) || sys.fileExists(path),
    readFile: read,
    directoryExists: (path) => path === folder || sys.directoryExists(path),
    getDirectories: (path) => sys.getDirectories(path),
    readDirectory: (path, ...rest) => sys.readDirectory(path, ...rest),
    realpath: (path) => (files.has(path) ? path : (sys.realpath?.(path) ?? path)),
  }
}
