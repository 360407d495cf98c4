/** The file of a path item mirrors the address of its operations; `index.yaml` stands for a trailing slash. */
export function addressOf(path: string, file: string | undefined): string {
  const place = file === undefined ? undefined : /^paths\/(.+?)(?:(?<=\/)index)?\.yaml$/.exec(file)?.[1]
  return place ?? path.slice(1)
}

/** The version of the API that an address or the name of a notification belongs to; those of v2 begin with `v2/`. */
export function versionOf(name: string): 'v2' | 'v3' {
  return name.startsWith('v2/') ? 'v2' : 'v3'
}
