/** Characters of a comment that are shown: two or three sentences. */
const COMMENT_LENGTH = 180
/** Lines and characters of a type that are shown. */
const TYPE_LINES = 8
const TYPE_LENGTH = 320

/**
 * The type as an editor shows it, without words that only tell where a name comes from. A long one loses the members of
 * its objects first, since the result of a function stands behind them.
 */
export function shortType(text: string): string {
  const type = text
    .replaceAll(/^\((?:alias|local var|parameter)\) /gm, '')
    .split('\n')
    .filter((line) => !line.startsWith('import '))
    .join('\n')
  if (fits(type)) return type
  const folded = foldObjects(withoutTypeArguments(type))
  if (fits(folded)) return folded
  const cut = folded.split('\n').slice(0, TYPE_LINES).join('\n').slice(0, TYPE_LENGTH)
  return `${cut.slice(0, cut.search(/[^\s,;|&<({]*$/)).trimEnd()} …`
}

function fits(type: string): boolean {
  return type.length <= TYPE_LENGTH && type.split('\n').length <= TYPE_LINES
}

/** A call without the type arguments that were inferred for it: they stand in its parameters again. */
function withoutTypeArguments(type: string): string {
  const start = /^(?:\(method\) [\w.<>, ]*\.)?[\w$]+(?=<)/.exec(type)?.[0]
  if (start === undefined) return type
  let depth = 0
  for (let end = start.length; end < type.length; end++) {
    if (type[end] === '<') depth++
    if (type[end] === '>' && type[end - 1] !== '=' && --depth === 0)
      return type[end + 1] === '(' ? start + type.slice(end + 1) : type
  }
  return type
}

/** Writes `{ … }` for every object that stands in no other. */
function foldObjects(type: string): string {
  let depth = 0
  let folded = ''
  for (const character of type) {
    if (character === '}') depth--
    if (depth === 0) folded += character === '}' ? ' … }' : character
    if (character === '{') depth++
  }
  return folded
}

/** The first sentences of a comment, with its limits (`string · ≤ 32`) or the address of the operation that it is about. */
export function shortComment(text: string): string {
  const [first = '', second = ''] = text.replaceAll(/\s*\{@inheritDoc [^}]*\}/g, '').split(/\n\s*\n/)
  const [, prose = '', limits = ''] =
    /^(.*?)\s*(`(?:string|integer|number|array|object)\b[^`]*`)?$/s.exec(inOneLine(first)) ?? []
  let shown = ''
  for (const sentence of prose.split(/(?<=[。！？])|(?<=[.!?])\s+(?=[A-Z`])/)) {
    const next = shown === '' || /[。！？]$/.test(shown) ? shown + sentence : `${shown} ${sentence}`
    if (shown !== '' && next.length > COMMENT_LENGTH) break
    shown = next
  }
  if (shown.length > 2 * COMMENT_LENGTH) shown = `${shown.slice(0, shown.lastIndexOf(' ', COMMENT_LENGTH))} …`
  const address = /^`[A-Z]+ \/[^`]*`$/.test(second) ? second : ''
  return [shown, withoutPattern(limits), address].filter((part) => part !== '').join(' ')
}

/** Leaves the pattern out, which editors show, because a tip speaks in words. */
function withoutPattern(limits: string): string {
  const parts = limits
    .slice(1, -1)
    .split(' · ')
    .filter((part) => !/[[\\^]/.test(part))
  return parts.length < 2 ? '' : `\`${parts.join(' · ')}\``
}

/** A paragraph in one line, without the list of values that may follow it. */
function inOneLine(paragraph: string): string {
  const [prose = ''] = paragraph.split(/\n(?=[-*] )/)
  return prose.replaceAll(/\s*\n\s*/g, ' ').trim()
}
