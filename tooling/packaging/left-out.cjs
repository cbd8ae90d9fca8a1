const { readFile } = require('node:fs/promises')

// Parts of the driver and of Mongoose that this product does not use. Every cold start would read them. A bundle has a
// module in their place that throws when it is used, so a mistake here is an error with a name, not a wrong answer.
const LEFT_OUT = [
  // Files in the database, encryption by the client, streams of changes.
  /\/mongodb\/lib\/(gridfs|client-side-encryption)\/(?!errors|providers)[a-z_-]+\.js$/,
  /\/mongodb\/lib\/(change_stream|cursor\/change_stream_cursor)\.js$/,
  /\/mongoose\/lib\/(cursor\/changeStream|helpers\/populate\/(assignVals|getModelsMapForPopulate))\.js$/,
  // Logging in to the database as an identity of a cloud.
  /\/mongodb\/lib\/cmap\/auth\/(aws4|aws_temporary_credentials|mongodb_aws|mongodb_oidc)\.js$/,
  /\/mongodb\/lib\/cmap\/auth\/mongodb_oidc\//,
  // Writing to several collections with one command.
  /\/mongodb\/lib\/operations\/client_bulk_write\/(command_builder|executor|results_merger)\.js$/,
]

// How zod writes a schema as JSON Schema. The generator does that, before anything is packaged. Each schema is made with
// methods for it, so these are made and refuse when they are called.
const JSON_SCHEMA = /\/zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/

const leftOut = {
  name: 'left-out',
  setup(build) {
    build.onLoad({ filter: JSON_SCHEMA }, async ({ path }) => {
      const code = await readFile(path, 'utf8')
      const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name)
      return {
        contents: `
          const refuse = () => { throw new Error(${nameOf(path)} + ' is left out of the package') }
          const method = () => refuse
          export { ${names.map(name => `method as ${name}`).join(', ')} }`,
      }
    })
    build.onLoad({ filter: /node_modules\/mongo(db|ose)\/.*\.js$/ }, ({ path }) => {
      if (!LEFT_OUT.some(part => part.test(path))) return undefined
      return {
        contents: `
          const refuse = () => { throw new Error(${nameOf(path)} + ' is left out of the package') }
          const refusing = () => class { constructor() { refuse() } }
          module.exports = new Proxy(function () { refuse() }, { get: refusing })`,
      }
    })
  },
}

function nameOf(path) {
  return JSON.stringify(path.slice(path.lastIndexOf('node_modules/')))
}

module.exports = { leftOut, LEFT_OUT }
