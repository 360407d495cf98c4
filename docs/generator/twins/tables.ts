import type { DocumentedError } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { limitsOf } from '../parts/field-limits.ts'
import {
  fieldSentences,
  isLocked,
  knownValues,
  requiredMark,
  typeName,
  type Direction,
  type FieldGroup,
} from '../parts/field-table.ts'
import { tight } from '../parts/html.ts'

/** The fields of a request or an answer as a Markdown table, or a sentence when there is nothing to list. */
export function fieldTable(groups: readonly FieldGroup[], direction: Direction, edition: Edition): string {
  const say = edition.words.fields
  const filled = groups.filter(({ fields }) => fields.length > 0)
  if (filled.length === 0) return direction === 'request' ? say.noParameters : say.noBody
  const rows = filled.flatMap((group) => groupRows(group, direction, edition))
  return table([say.name, say.type, say[direction].required, say.text], rows)
}

export function errorTable(errors: readonly DocumentedError[], edition: Edition): string {
  const { status, code, meaning, remedy } = edition.words.errors
  return table(
    [status, code, meaning, remedy],
    errors.map((error) => [
      String(error.status),
      error.message === undefined ? `\`${error.code}\`` : `\`${error.code}\` ${error.message}`,
      edition.meaning(error.meaning),
      edition.remedy(error.remedy),
    ]),
  )
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(heads), `|${heads.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')
}

function cell(text: string): string {
  return tight(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', String.raw`\|`)
}

/** Names are written from the top of the options object or of the answer: `json.amount.total`, `fees[].fee_name`. */
function groupRows(group: FieldGroup, direction: Direction, edition: Edition): string[][] {
  const { anchor, object, fields } = group
  const say = edition.words.fields
  const prefix = object ? `${object.name}.` : ''
  let when: string | undefined
  const rows: string[][] = []
  if (object) rows.push([`\`${object.name}\``, 'object', object.required ? say[direction].required : '', object.text])
  for (const field of fields) {
    if (field.depth === (object ? 1 : 0) && field.when !== when) {
      when = field.when
      if (when !== undefined) rows.push([`**${edition.alternative(when)}**`, '', '', ''])
    }
    const { words: limits } = limitsOf(field.schema, edition)
    rows.push([
      `\`${prefix}${field.path}\``,
      [typeName(field.schema), ...limits].join(say.semicolon),
      requiredMark(field, direction, edition),
      [...meaning(field, direction, edition), ...(anchor === 'path' ? [say.path] : [])].join(say.stop),
    ])
  }
  return rows
}

function meaning(field: FieldGroup['fields'][number], direction: Direction, edition: Edition): string[] {
  const say = edition.words.fields
  const { title, officialTitle, officialDescription } = edition.field(field.schema)
  const name = [title, officialTitle === undefined ? undefined : `(${officialTitle})`].filter(Boolean).join(' ')
  const values = knownValues(field.schema, edition).map(({ value, meaning: inWords }) =>
    inWords === undefined ? `\`${value}\`` : `\`${value}\` ${inWords}`,
  )
  return [
    name,
    fieldSentences(field, direction, edition),
    officialDescription === undefined ? '' : `${officialDescription} (${edition.words.officialChinese})`,
    isLocked(field.schema) ? say[direction].lock : '',
    values.join(say.semicolon),
  ].filter((part) => part !== '')
}
