/** The file of a path item mirrors the address of its operations; `index.yaml` stands for a trailing slash. */
export function addressOf(path: string, file: string | undefined): string {
  const place = file === undefined ? undefined : /^paths\/(.+?)(?:(?<=\/)index)?\.yaml$/.exec(file)?.[1]
  return place ?? path.slice(1)
}
