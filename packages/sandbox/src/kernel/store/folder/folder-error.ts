/** The data folder cannot be used. The message says why and what to do. Nothing in it was changed or deleted. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError'
  readonly folder: string
  /** Whether the cause is temporary, such as a full disk, and the content of the folder is intact. */
  readonly isTemporary: boolean

  constructor(folder: string, zh: string, en: string, options: ErrorOptions & { isTemporary?: boolean } = {}) {
    super(`数据目录 ${folder}：${zh} · the data folder ${folder} ${en}`, options)
    this.folder = folder
    this.isTemporary = options.isTemporary ?? false
  }
}

const reasons: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  EEXIST: ['是一个文件，请换一个目录', 'is a file: name a folder'],
  ENOTDIR: ['路径里有一段是文件，请换一个目录', 'lies below a file: name a folder'],
  ENOENT: ['无法创建，上级目录不存在', 'cannot be created: the folder above it does not exist'],
  EACCES: [
    '没有权限写入，请更改权限或换一个目录',
    'is not writable for this user: change its rights, or choose another',
  ],
  EPERM: ['不允许写入，请更改权限或换一个目录', 'must not be written to: change its rights, or choose another'],
  EROFS: ['在只读的文件系统上，请换一个目录', 'is on a read-only file system: choose another'],
  ENOSPC: ['磁盘已满，请先腾出空间', 'is on a full disk: make room first'],
  EDQUOT: ['磁盘配额已满，请先腾出空间', 'is over the disk quota: make room first'],
  EMFILE: [
    '能同时打开的文件太少，请把 ulimit -n 调到 256 以上',
    'cannot be opened, too few files may be open at a time: raise ulimit -n to 256 at least',
  ],
}

/** Codes that mean that files are not as they should be. */
const AT_FAULT = /^(EEXIST|ENOTDIR|ENOENT|EISDIR|ENOTEMPTY)$/

/** Numbers of the same errors in PGlite's file system. */
const wasiCodes: Readonly<Record<number, string>> = {
  2: 'EACCES',
  19: 'EDQUOT',
  20: 'EEXIST',
  33: 'EMFILE',
  44: 'ENOENT',
  51: 'ENOSPC',
  54: 'ENOTDIR',
  63: 'EPERM',
  69: 'EROFS',
}

/** @returns undefined when the error does not come from the file system */
export function explainFolderError(error: unknown, folder: string): DataFolderError | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, errno, message } = error as { code?: unknown; errno?: unknown; message?: unknown }
  const name = typeof code === 'string' ? code : typeof errno === 'number' ? wasiCodes[errno] : undefined
  if (name === undefined || !/^E[A-Z]+$/.test(name)) return undefined
  const detail = typeof message === 'string' ? message : name
  const [zh, en] = reasons[name] ?? [`无法使用（${detail}）`, `cannot be used: ${detail}`]
  return new DataFolderError(folder, zh, en, { cause: error, isTemporary: !AT_FAULT.test(name) })
}

/** The files of the database are complete, but something that every sandbox has is missing. */
export function withoutSandbox(folder: string): DataFolderError {
  return new DataFolderError(
    folder,
    '数据库里没有沙箱的表或商户，没有动它。请恢复备份，或换一个目录重新开始',
    'was left alone: its database lacks the tables or the merchant of a sandbox. ' +
      'Restore it from a backup, or choose another folder to begin anew',
  )
}
