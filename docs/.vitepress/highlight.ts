/**
 * Colours for the programs and answers of reference pages. They are thousands, in a form that the generator knows: a few
 * tokens tell them apart. A grammar for the whole language takes a third of the build, and five times the bytes.
 */

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

const tokens =
  /(?<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")(?<key>\s*:)?|(?<keyword>\b(?:import|from|const|await|new|async|return|as)\b)|(?<value>\b(?:true|false|null|undefined|\d[\d_]*(?:\.\d+)?)\b)|(?<call>[A-Za-z_$][\w$]*)(?=\()/g

/** The block as HTML. Lines that may be left out are in `.optional`, those of `before` folded. */
export function highlightCall(code: string, attributes: string): string {
  const lines = colour(code).replace(/\n$/, '').split('\n')
  const optional = linesOf(attributes, 'optional')
  const [first, last] = [...linesOf(attributes, 'before')].reduce<readonly number[]>(
    ([low = Infinity, high = 0], line) => [Math.min(low, line), Math.max(high, line)],
    [],
  )
  const summary = /\blang=en\b/.test(attributes) ? 'Query first' : '先查询'
  let html = ''
  let isOptional = false
  for (const [index, line] of lines.entries()) {
    const number = index + 1
    if (optional.has(number) !== isOptional) html += isOptional ? '</span>' : '<span class="optional">'
    isOptional = optional.has(number)
    if (number === first) html += `<details class="before"><summary class="vp-copy-ignore">${summary}</summary>`
    html += `${line}${number === last ? '</details>' : '\n'}`
  }
  if (isOptional) html += '</span>'
  return `<pre class="call" tabindex="0" v-pre><code>${html}</code></pre>`
}

function colour(code: string): string {
  let html = ''
  let end = 0
  for (const match of code.matchAll(tokens)) {
    const { string, key, keyword, value, call } = match.groups ?? {}
    html += escape(code.slice(end, match.index))
    end = match.index + match[0].length
    if (string !== undefined) html += `<i class="${key === undefined ? 's' : 'p'}">${escape(string)}</i>${key ?? ''}`
    else
      html += `<i class="${keyword === undefined ? (value === undefined ? 'f' : 'n') : 'k'}">${keyword ?? value ?? call}</i>`
  }
  return html + escape(code.slice(end))
}

function linesOf(attributes: string, name: string): ReadonlySet<number> {
  const written = new RegExp(String.raw`\b${name}=([\d,-]+)`).exec(attributes)?.[1] ?? ''
  const lines = new Set<number>()
  for (const range of written.split(',').filter((part) => part !== '')) {
    const [first = 0, last = first] = range.split('-').map(Number)
    for (let line = first; line <= last; line++) lines.add(line)
  }
  return lines
}

function escape(text: string): string {
  return text.replaceAll(/[&<>]/g, (character) => entities[character] ?? character)
}
