import { readFileSync } from 'node:fs'
import { CORE_SCHEMA, load } from 'js-yaml'

/**
 * The content of a YAML file. Types are those of YAML 1.2: a date is text.
 *
 * `yaml` keeps comments and places, which only those need who write a file back, and takes eight times as long.
 */
export function readYaml(file: string): unknown {
  return load(readFileSync(file, 'utf8'), { schema: CORE_SCHEMA })
}
