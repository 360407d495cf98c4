import { KeyMaterialError } from '../crypto/key-material-error.ts'
import { ConfigError } from '../errors/config-error.ts'

/** What the parsing of keys says, as one of the errors of this package; other errors as they are. */
export function asConfigError(error: unknown): unknown {
  if (!(error instanceof KeyMaterialError)) return error
  return new ConfigError(error.secret, error.message, {
    cause: error,
    hint: {
      zh: `请核对 ${error.secret}：是否拿错，是否完整`,
      en: error.remedy ?? `Check ${error.secret}: is it the right key, whole?`,
    },
  })
}
