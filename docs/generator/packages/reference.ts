import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageEntries, type Entry } from './entries.ts'
import type { ReferenceNames } from './reference-links.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const docsFolder = fileURLToPath(new URL('../../', import.meta.url))

/** Where the pages stand, below the docs folder. The comments are in English, and so are the pages. */
const folder = 'en/reference'

/**
 * Writes the reference of the packages, made of their doc comments: a page for each import path. Pages of unchanged
 * sources stay. The product types are left out, since they are told on the pages of operations.
 *
 * TypeDoc reads the sources by TypeScript 6, the last one with an API for tools.
 *
 * @throws {Error} TypeDoc could not read the sources
 */
export async function writeReference(): Promise<void> {
  const out = join(docsFolder, folder)
  const stamp = join(out, '.sources')
  const sources = hashOfSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  rmSync(out, { recursive: true, force: true })
  const entries = packageEntries(root)
  await runTypeDoc(entries, out)
  writeFileSync(join(out, 'index.md'), indexPage(entries, out))
  writeFileSync(join(out, 'navigation.json'), `${JSON.stringify(navigation(entries))}\n`)
  writeFileSync(join(out, 'search-words.json'), `${JSON.stringify(searchWords(entries, out))}\n`)
  writeFileSync(join(out, 'names.json'), `${JSON.stringify(exportedNames(entries, out))}\n`)
  writeFileSync(stamp, sources)
}

/** Everything that the pages are made of: the sources, the generator itself, and the versions of its tools. */
function hashOfSources(): string {
  const hash = createHash('sha256')
  const files = globSync(
    ['packages/{sdk,sandbox}/{package.json,src/**/*.ts}', 'docs/generator/packages/*.ts', 'docs/package.json'],
    { cwd: root },
  )
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

async function runTypeDoc(entries: readonly Entry[], out: string): Promise<void> {
  const { Application, Converter, ReflectionKind } = await import('typedoc')
  const { joinClasses } = await import('./join-classes.ts')
  const tsconfig = join(docsFolder, '.cache/reference/tsconfig.json')
  mkdirSync(join(docsFolder, '.cache/reference'), { recursive: true })
  writeFileSync(
    tsconfig,
    JSON.stringify({
      extends: relative(join(docsFolder, '.cache/reference'), join(root, 'tsconfig.base.json')),
      compilerOptions: { noEmit: true, customConditions: ['@wechatpay-ts/source'], types: ['node'] },
      files: entries.map(({ file }) => file),
    }),
  )
  const products = ['**/generated/{chain,products/**,webhooks/**,v2-webhooks}*']
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: entries.map(({ file }) => file),
    tsconfig,
    out,
    exclude: products,
    externalPattern: [...products, '**/node_modules/**'],
    excludeExternals: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeInternal: true,
    // The compiler of the project has checked them.
    skipErrorChecking: true,
    readme: 'none',
    disableSources: true,
    logLevel: 'Error',
    validation: false,
  })
  // Options of the Markdown plugin, which TypeDoc's types do not know.
  for (const [name, value] of Object.entries({
    router: 'module',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    entryFileName: 'modules.md',
    parametersFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    propertyMembersFormat: 'table',
    interfacePropertiesFormat: 'table',
    enumMembersFormat: 'table',
    typeDeclarationFormat: 'table',
    useCodeBlocks: true,
  }))
    app.options.setValue(name as 'readme', value as string)
  joinClasses(app)
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // A module is called as programs import it, not as its file.
    for (const module of project.children ?? []) {
      const entry = entries.find(({ file }) => isModuleOf(module.name, file))
      if (entry) module.name = entry.name
    }
    // A client that inherits the map of addresses has a property for each: they are told on pages of their own.
    const addresses = project.getReflectionsByKind(ReflectionKind.Property).filter(({ name }) => name.includes('/'))
    for (const address of addresses) project.removeReflection(address)
  })
  const project = await app.convert()
  if (!project) throw new Error('TypeDoc could not read the sources of the packages')
  await app.generateOutputs(project)
  rmSync(join(out, 'modules.md'), { force: true })
  for (const { name } of entries) {
    const file = join(out, `${name}.md`)
    writeFileSync(file, withWorkingAnchors(readFileSync(file, 'utf8')))
  }
}

/**
 * Anchors in the form that VitePress gives to links, without underscores. A property that is told as a member of another
 * type has no row of its own, yet TypeDoc links to it: there the link's text stays alone.
 */
function withWorkingAnchors(source: string): string {
  const markdown = source.replaceAll(
    /((?:<a id="|#)property-)([\w-]+)/g,
    (_, start: string, name: string) => start + name.replaceAll('_', '-'),
  )
  return markdown.replaceAll(/\[([^\]]+)\]\(#(property-[\w-]+)\)/g, (link, text: string, anchor: string) =>
    markdown.includes(`<a id="${anchor}">`) ? link : text,
  )
}

/** TypeDoc names a module by its file below the folder that all have in common, without `index`. */
function isModuleOf(name: string, file: string): boolean {
  return file.replace(/(?:\/index)?\.ts$/, '').endsWith(`packages/${name}`)
}

function pageOf(out: string, { name }: Entry): string {
  return readFileSync(join(out, `${name}.md`), 'utf8')
}

/** Every import path with the first sentence of its module comment. */
function indexPage(entries: readonly Entry[], out: string): string {
  const items = entries.map((entry) => {
    const [, first = ''] = /^# .*\n+([A-Z][^\n#]*)$/m.exec(pageOf(out, entry)) ?? []
    return `- [\`${entry.name}\`](/${folder}/${entry.name})${first === '' ? '' : `: ${first}`}`
  })
  return `---
title: Packages
outline: false
---

# Packages

What each import path exports, made of the doc comments. Requests, answers and notifications are told on the pages of [operations](/en/api/) and [notifications](/en/api/events/).

${items.join('\n')}
`
}

function navigation(entries: readonly Entry[]): object {
  const items = entries.map(({ name }) => ({ text: name, link: `/${folder}/${name}` }))
  return { sidebar: { [`/${folder}/`]: [{ text: 'Packages', link: `/${folder}/`, items }] } }
}

/** The names that a page explains, by the page's file. */
function searchWords(entries: readonly Entry[], out: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.map((entry) => {
      const names = [...pageOf(out, entry).matchAll(/^#{3,5} .*?(\w+)(?:\(\))?\??$/gm)].map(([, name]) => name)
      return [`${folder}/${entry.name}.md`, [...new Set(names)].join(' ')]
    }),
  )
}

/**
 * Where each export is explained, by import path and by name. A name that another path exports again has its address
 * where it is explained in full.
 */
function exportedNames(entries: readonly Entry[], out: string): ReferenceNames {
  const pages = entries.map((entry) => {
    const page = `/${folder}/${entry.name}`
    const [explained = ''] = pageOf(out, entry).split(/^## References$/m)
    const seen = new Map<string, number>()
    const names = [...explained.replaceAll(/^```.*?^```$/gms, '').matchAll(/^(#+) (.+)$/gm)].flatMap(
      ([, level = '', heading = '']) => {
        // VitePress numbers anchors of equal headings.
        const slug = heading
          .toLowerCase()
          .replaceAll(/[`()\\]/g, '')
          .replaceAll(/[ .]+/g, '-')
        const count = seen.get(slug) ?? 0
        seen.set(slug, count + 1)
        const name = heading.split(' ').at(-1)!.replace('()', '')
        return level === '###' ? [[name, `${page}#${slug}${count === 0 ? '' : `-${count}`}`] as const] : []
      },
    )
    // The first of two with one name is the type, which tells more than its value.
    return [entry.name, { page, names: Object.fromEntries(names.toReversed()) }] as const
  })
  return Object.fromEntries(pages)
}
