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

const leftOut = {
  name: 'left-out',
  setup(build) {
    build.onLoad({ filter: /node_modules\/mongo(db|ose)\/.*\.js$/ }, ({ path }) => {
      if (!LEFT_OUT.some(part => part.test(path))) return undefined
      const name = JSON.stringify(path.slice(path.lastIndexOf('node_modules/')))
      return {
        contents: `
          const refuse = () => { throw new Error(${name} + ' is left out of the package') }
          const refusing = () => class { constructor() { refuse() } }
          module.exports = new Proxy(function () { refuse() }, { get: refusing })`,
      }
    })
  },
}

module.exports = { leftOut, LEFT_OUT }
