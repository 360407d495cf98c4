import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { existsSync, readFileSync } from 'node:fs'
import TurndownService from 'turndown'
import { inLanguageOf } from '../../.vitepress/comment-language.ts'
import { linkGuide } from '../packages/reference-links.ts'

const docsFolder = fileURLToPath(new URL('../../', import.meta.url))

const turndown = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-' })
  .addRule('picture', {
    // A drawing is told by the words that screen readers get.
    filter: (node) => node.hasAttribute('aria-label') && ['SVG', 'DIV'].includes(node.nodeName.toUpperCase()),
    replacement: (_, node) => `\n\n(${(node as unknown as Element).getAttribute('aria-label') ?? ''})\n\n`,
  })
  .remove(['script', 'style'])

/**
 * A page that is written by hand as plain Markdown: without front matter, Vue, containers and what fences say to the
 * tests. Blocks of HTML become Markdown.
 *
 * @param parts the plain form of generated parts that pages include, by the file's name
 */
export function guideTwin(file: string, parts: Readonly<Record<string, string>>): string {
  const source = readFileSync(file, 'utf8').replace(/^---\n.*?\n---\n/s, '')
  const page = relative(docsFolder, file)
  const whole = source.replaceAll(
    /<!--\s*@include:\s*([^\s#]+)(?:#([\w-]+))?\s*-->/g,
    (_, included: string, region?: string) => {
      const path = join(dirname(file), included)
      const part = parts[included.split('/').at(-1)!]
      return part ?? (existsSync(path) ? regionOf(readFileSync(path, 'utf8'), region) : '')
    },
  )
  return outsideFences(linkGuide(page, whole), withoutMarkup, (code) => inLanguageOf(page, code))
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
    .concat('\n')
}

/** The lines between the marks of a region; the whole text without one. */
function regionOf(text: string, region: string | undefined): string {
  if (region === undefined) return text
  return new RegExp(`^<!-- #region ${region} -->$(.*?)^<!-- #endregion`, 'ms').exec(text)?.[1] ?? ''
}

/** Changes code and the rest apart from each other. Fences keep their language alone. */
function outsideFences(
  markdown: string,
  change: (text: string) => string,
  changeCode: (code: string) => string,
): string {
  return markdown
    .split(/^(```+[^\n]*\n.*?^```+$)/ms)
    .map((part) => (part.startsWith('```') ? changeCode(fence(part)) : change(part)))
    .join('')
}

function fence(block: string): string {
  const [, ticks = '```', language = '', rest = ''] = /^(`+)(\w*)([^\n]*)/.exec(block) ?? []
  const title = /\[(.+)\]/.exec(rest)?.[1]
  const name = language === 'output' ? 'text' : language
  const heading = title === undefined ? '' : `**${title}**\n\n`
  return `${heading}${ticks}${name}${block.slice(block.indexOf('\n'))}`
}

function withoutMarkup(text: string): string {
  return text
    .replaceAll(/^::: *(?:\w[\w-]*)?(?: +(.*))?$/gm, (_, title?: string) => (title ? `**${title}**` : ''))
    .replaceAll(/^<!-- #(?:end)?region.*-->$/gm, '')
    .replaceAll(/<a id="[^"]*"><\/a> ?/g, '')
    .replaceAll(/^(#+ .*?) *\{#[\w-]+\}$/gm, '$1')
    .replaceAll(/^<(?:script|style)[^>]*>.*?^<\/(?:script|style)>$/gms, '')
    .replaceAll(/^<.*?(?=\n\n|\n?$(?![\s\S]))/gms, (html) => turndown.turndown(html))
}
