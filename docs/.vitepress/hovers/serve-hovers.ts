import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { MarkdownOptions, Plugin } from 'vitepress'
import { blockKey } from './block-key.ts'
import { hoversFolder } from './hovers-folder.ts'

/** Where the files stand on the site. */
const address = '/hovers/'

/** Marks a block whose names have types, so that a page knows what to load. */
export const markTyped: NonNullable<MarkdownOptions['codeTransformers']>[number] = {
  name: 'typed-names',
  pre(node) {
    const key = blockKey(this.source)
    if (existsSync(join(hoversFolder, `${key}.json`))) node.properties['data-types'] = key
  },
}

/** Puts the types of names into the site: `/hovers/<key>.json`. */
export function hovers(): Plugin {
  return {
    name: 'hovers',
    configureServer({ middlewares }) {
      middlewares.use(address, (request, response, next) => {
        const file = join(hoversFolder, basename(request.url ?? ''))
        if (!existsSync(file)) return next()
        response.setHeader('content-type', 'application/json').end(readFileSync(file))
      })
    },
    generateBundle() {
      if (this.environment.name !== 'client') return
      for (const name of globSync('*.json', { cwd: hoversFolder }))
        this.emitFile({
          type: 'asset',
          fileName: `${address.slice(1)}${name}`,
          source: readFileSync(join(hoversFolder, name)),
        })
    },
  }
}
