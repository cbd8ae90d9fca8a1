import mongoose from 'mongoose'
import './models.js'

// The step of a deployment that makes what the schemas declare.
await mongoose.connect(process.env.MONGODB_URI, { autoIndex: false })
for (const model of Object.values(mongoose.models)) await model.createIndexes()
await mongoose.disconnect()
