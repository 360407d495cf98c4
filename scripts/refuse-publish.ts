/** Stops `npm publish` in a package's folder, whose `package.json` offers sources that are not published. */
console.error(`This folder is not what is published: its package.json points at sources that the archive leaves out.
Run "npm run pack" in the root of the repository, then "npm publish <archive>" for each of the archives in packed/.`)
process.exitCode = 1
