// The local gateway runs the TypeScript sources. Bundling all of them first would take half a minute.
module.exports = process.argv.includes('offline')
  ? ['serverless-offline']
  : ['./tooling/packaging/tight-zips.cjs', './tooling/packaging/nested-stacks.cjs', 'serverless-esbuild']
