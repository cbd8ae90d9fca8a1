// The local gateway runs the TypeScript sources. Bundling all of them first would take half a minute.
module.exports = process.argv.includes('offline')
  ? ['./local/http-api/offline-as-aws.cjs', 'serverless-offline']
  : ['./tooling/packaging/tight-zips.cjs', './tooling/packaging/nested-stacks.cjs', 'serverless-esbuild']
