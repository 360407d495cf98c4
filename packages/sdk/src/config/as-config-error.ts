import { KeyMaterialError } from '../crypto/keys/key-material-error.ts'
import { ConfigError } from '../errors/config-error.ts'

/** Converts an error of the key parser into one of this package. Other errors stay unchanged. */
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
