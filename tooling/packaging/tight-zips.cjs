const { createRequire } = require('node:module')

// serverless-esbuild compresses at the fastest level, which makes zips a fifth larger, and has no setting for it. Every
// cold start downloads the zip.
const archiver = createRequire(require.resolve('serverless-esbuild'))('archiver')
const { create } = archiver
archiver.create = (format, options) => create(format, { zlib: { level: 6 }, ...options })

/** A plugin of the Serverless Framework. Loading this file is all that it does. */
module.exports = function TightZips() {}
