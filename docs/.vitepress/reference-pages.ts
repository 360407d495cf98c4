import { createMarkdownRenderer, type MarkdownRenderer, type Plugin, type SiteConfig } from 'vitepress'

/** Pages that the generator writes: no Vue in them. */
const page = /\/docs\/(?:(?:en\/)?api\/(?!_parts\/)|en\/reference\/).*\.md$/
const prefix = 'virtual:reference-page:'

/**
 * Keeps Vue's compiler away from generated pages. Each becomes a page that shows one static piece of HTML, in the form
 * in which VitePress leaves static HTML out of what a page loads after it has come as HTML. Compiling thousands of
 * tables as templates, twice, took most of the build and of its memory.
 */
export function referencePages(): Plugin {
  let site: SiteConfig
  let renderer: Promise<MarkdownRenderer> | undefined
  /** The last body of a page by its file: the client's build and the server's are made of the same. */
  const bodies = new Map<string, { readonly source: string; readonly html: Promise<string> }>()

  const render = async (source: string, file: string): Promise<string> => {
    const { srcDir, markdown = {}, logger } = site
    renderer ??= createMarkdownRenderer(srcDir, markdown, site.site.base, logger)
    const relativePath = file.slice(srcDir.length + 1)
    const html = await (
      await renderer
    ).renderAsync(source, {
      path: file,
      relativePath,
      cleanUrls: site.cleanUrls,
      localeIndex: relativePath.startsWith('en/') ? 'en' : 'root',
    })
    // Where nothing is compiled, nothing takes the mark away that keeps the compiler out.
    return html.replaceAll(/ v-pre(?=[ >])(?:="")?/g, '')
  }

  return {
    name: 'reference-pages',
    enforce: 'pre',
    configResolved(config) {
      site = (config as unknown as { vitepress: SiteConfig }).vitepress
    },
    resolveId: {
      filter: { id: /^virtual:reference-page:/ },
      handler: (id) => `\0${id}`,
    },
    load: {
      filter: { id: /^\0virtual:reference-page:/ },
      async handler(id) {
        const html = await bodies.get(id.slice(prefix.length + 1, -'.js'.length))?.html
        return `import { createStaticVNode } from 'vue'
export default () => createStaticVNode(${JSON.stringify(`<div>${html}</div>`)}, 1)`
      },
    },
    transform: {
      filter: { id: page },
      handler(source, id) {
        const [, front = frontOf(source), body = ''] = /^(---\n.*?\n---\n)?(.*)$/s.exec(source) ?? []
        if (bodies.get(id)?.source !== source) bodies.set(id, { source, html: render(body, id) })
        return `${front}
<script setup>
import content from '${prefix}${id}.js'
</script>

<component :is="content" />
`
      },
    },
  }
}

/** VitePress takes a title from the heading of a page; here the heading is inside the static piece. */
function frontOf(source: string): string {
  const [, title = ''] = /^# (.+)$/m.exec(source) ?? []
  return `---\ntitle: ${JSON.stringify(title)}\n---\n`
}
