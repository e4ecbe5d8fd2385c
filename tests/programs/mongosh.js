// What replica-set.js asks of mongosh, over a replica set that lives in memory. Runs the script as
// often as there are arguments, each the number of members wanted, and prints what came of it.

const fs = require("fs")
const vm = require("vm")

const script = fs.readFileSync(process.env.SCRIPT, "utf8")
const server = { config: null, users: {}, unreachable: 2 }

function refuse(codeName) {
  throw Object.assign(new Error(codeName), { codeName })
}

function Mongo(uri) {
  return {
    getDB: () => ({
      runCommand(command) {
        if (command.ping) {
          if (uri.includes("@") || !uri.includes("directConnection=true")) refuse("Unauthorized")
          if (uri.includes("mongodb-2") && server.unreachable-- > 0) refuse("HostUnreachable")
          return { ok: 1 }
        }
        if (!server.config) refuse("NotWritablePrimary")
        if (command.usersInfo) return { users: command.usersInfo in server.users ? [{}] : [] }
        const user = command.createUser ?? command.updateUser
        if (user in server.users !== "updateUser" in command) refuse("Location51003")
        server.users[user] = command.roles
        return { ok: 1 }
      },
      adminCommand(command) {
        if (command.replSetInitiate) {
          if (server.config) refuse("AlreadyInitialized")
          server.config = { ...command.replSetInitiate, version: 1 }
        } else if (!server.config) {
          refuse("NotYetInitialized")
        } else if (command.replSetReconfig) {
          const next = command.replSetReconfig
          const change = Math.abs(next.members.length - server.config.members.length)
          if (next.version !== server.config.version + 1 || change > 1) refuse("NewReplicaSetConfigurationIncompatible")
          server.config = next
        }
        return { ok: 1, config: structuredClone(server.config) }
      },
    }),
  }
}

for (const count of process.argv.slice(2)) {
  const hosts = Array.from({ length: count }, (_, i) => `mongodb-${i}.mongodb:27017`)
  const env = { ...process.env, MEMBERS: hosts.join(",") }
  vm.runInNewContext(`{${script}}`, { Mongo, print() {}, sleep() {}, process: { env } })
  console.log(server.config.members.map(({ host }) => host.split(".")[0]).join(" "))
}
console.log(Object.keys(server.users).join(" "))
