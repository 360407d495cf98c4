import { type Refusal, paramError } from '../machine/refusal.ts'

/** The parts of a request, under their names in messages. */
export type Source = 'uri_template' | 'query' | 'body'

/** A field under its name in messages. */
export interface Field {
  readonly source: Source
  /** JSON pointer within the source: `/fees/0/fee_name`. */
  readonly pointer: string
  /** The field's Chinese name. */
  readonly title: string
}

/**
 * The grammar of production's parameter layer, full-width quotes included. Unknown messages follow the same grammar.
 */
export const violation = {
  missing: (field: Field) =>
    refuse(field, '', `输入源“${at(field)}”映射到字段“${field.title}”必填性规则校验失败，此字段为必填项`),

  excluded: (field: Field) =>
    refuse(field, '', `输入源“${at(field)}”映射到字段“${field.title}”规则校验失败，此字段在当前条件下不能填写`),

  tooShort: (field: Field, unit: string, length: number, minimum: number) =>
    refuse(field, length, text(field, `${unit} ${length}，小于最小值 ${minimum}`)),

  tooLong: (field: Field, unit: string, length: number, maximum: number) =>
    refuse(field, length, text(field, `${unit} ${length}，大于最大值 ${maximum}`)),

  pattern: (field: Field, value: string, pattern: string) =>
    refuse(field, value, text(field, `字符串必须匹配正则表达式“${pattern}”`)),

  noPath: (field: Field, value: string) =>
    refuse(field, value, text(field, '地址必须是带路径的完整地址，不能只有域名')),

  format: (field: Field, value: string, format: string) =>
    refuse(field, value, text(field, `字符串必须符合格式“${format === 'date-time' ? 'RFC 3339' : format}”`)),

  characters: (field: Field) => refuse(field, '', text(field, '含有不支持的字符')),

  belowMinimum: (field: Field, value: number, minimum: number) =>
    refuse(field, value, number(field, `值低于最小值 ${minimum}`)),

  aboveMaximum: (field: Field, value: number, maximum: number) =>
    refuse(field, value, number(field, `值高于最大值 ${maximum}`)),

  notOneOf: (field: Field, value: string | number, choices: readonly (string | number)[]) => {
    const rule = `值必须是以下之一：${choices.join('、')}`
    return refuse(field, value, typeof value === 'string' ? text(field, rule) : number(field, rule))
  },

  tooFewItems: (field: Field, length: number, minimum: number) =>
    refuse(field, length, list(field, `元素个数 ${length}，小于最小值 ${minimum}`)),

  tooManyItems: (field: Field, length: number, maximum: number) =>
    refuse(field, length, list(field, `元素个数 ${length}，大于最大值 ${maximum}`)),

  notAnInteger: (field: Field, value: unknown) => {
    const ofPath = field.source === 'uri_template'
    const shown = ofPath && typeof value === 'string' ? value : ''
    return refuse(field, shown, `${mapping(field)}中，此字段需要一个合法的 64 位${ofPath ? '无' : '有'}符号整数`)
  },

  wrongType: (field: Field, type: string) =>
    refuse(field, '', `${mapping(field)}中，此字段需要一个 ${type} 类型的 Json 值`),

  mappedAlready: (field: Field, by: string) =>
    refuse(field, '', `无法将输入源“${at(field)}”映射到目标字段“${field.title}”中，已被“${by}”映射过`),

  extra: ({ source, pointer }: Pick<Field, 'source' | 'pointer'>) => ({
    ...paramError('请求中含有未在API文档中定义的参数', 270924358),
    detail: { location: source, value: `/${source}${pointer}` },
  }),
} as const satisfies Record<string, (...args: never[]) => Refusal>

/** Refuses a body that is invalid as a whole, without naming a field. */
export function refuseBody(message: string): Refusal {
  return { ...paramError(message), detail: { location: 'body', value: '' } }
}

function at({ source, pointer }: Field): string {
  return `/${source}${pointer}`
}

function text(field: Field, rule: string): string {
  return `输入源“${at(field)}”映射到值字段“${field.title}”字符串规则校验失败，${rule}`
}

function number(field: Field, rule: string): string {
  return `输入源“${at(field)}”映射到数值字段“${field.title}”规则校验失败，${rule}`
}

function list(field: Field, rule: string): string {
  return `输入源“${at(field)}”映射到数组字段“${field.title}”规则校验失败，${rule}`
}

function mapping(field: Field): string {
  return `无法将${field.source === 'body' ? ' JSON ' : ''}输入源“${at(field)}”映射到目标字段“${field.title}”`
}

function refuse({ source }: Field, value: string | number, message: string): Refusal {
  return { ...paramError(message), detail: { location: source, value } }
}
