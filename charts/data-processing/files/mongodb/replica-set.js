// Makes the replica set and its users what the chart says. Running it again changes nothing.

const { MEMBERS, TLS_OPTIONS = "", REPLICA_SET, DATABASE } = process.env
const wanted = MEMBERS.split(",")
const root = login(process.env.MONGODB_ROOT_USERNAME, process.env.MONGODB_ROOT_PASSWORD)

function login(user, password) {
  return `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
}

function admin(hosts, options) {
  return new Mongo(`mongodb://${hosts}/admin?${options}${TLS_OPTIONS}`).getDB("admin")
}

// One member, whatever state it is in.
function member(host) {
  return admin(host, "directConnection=true&serverSelectionTimeoutMS=5000")
}

function answers(host) {
  try {
    return member(host).runCommand({ ping: 1 }).ok === 1
  } catch (error) {
    print(`${host}: ${error.message}`)
    return false
  }
}

function isInitiated(first) {
  try {
    return first.adminCommand({ replSetGetStatus: 1 }).ok === 1
  } catch (error) {
    if (error.codeName === "NotYetInitialized") return false
    throw error
  }
}

// The server takes one change of voting members at a time.
function reconfigure(primary, what, members) {
  print(what)
  const { config } = primary.adminCommand({ replSetGetConfig: 1 })
  primary.adminCommand({
    replSetReconfig: { ...config, version: config.version + 1, members },
  })
}

function setMembers(primary) {
  const current = () => primary.adminCommand({ replSetGetConfig: 1 }).config.members
  for (const host of wanted) {
    const members = current()
    let known = false
    let id = 0
    for (const each of members) {
      known = known || each.host === host
      id = Math.max(id, each._id + 1)
    }
    if (!known) reconfigure(primary, `adding ${host}`, [...members, { _id: id, host }])
  }
  for (const { host } of current()) {
    if (wanted.includes(host)) continue
    const rest = []
    for (const each of current()) if (each.host !== host) rest.push(each)
    reconfigure(primary, `removing ${host}`, rest)
  }
}

function setUser(primary, user, pwd, roles) {
  if (!pwd) return
  if (user === process.env.MONGODB_ROOT_USERNAME) {
    throw new Error(`${user} is the root user, and would lose its rights: give the application a user of its own`)
  }
  const known = primary.runCommand({ usersInfo: user }).users.length > 0
  primary.runCommand({ [known ? "updateUser" : "createUser"]: user, pwd, roles })
  print(`user ${user} is set`)
}

for (const host of wanted) {
  while (!answers(host)) sleep(3000)
}

const first = member(`${root}@${wanted[0]}`)
if (isInitiated(first)) {
  print(`${REPLICA_SET} is initiated already`)
} else {
  const members = []
  for (const [_id, host] of wanted.entries()) members.push({ _id, host })
  first.adminCommand({ replSetInitiate: { _id: REPLICA_SET, members } })
  print(`${REPLICA_SET} is initiated with ${MEMBERS}`)
}

// Waits for an election, and goes to whoever won it.
const primary = admin(`${root}@${MEMBERS}`, `replicaSet=${REPLICA_SET}&serverSelectionTimeoutMS=60000`)
setMembers(primary)
setUser(primary, process.env.MONGODB_USERNAME, process.env.MONGODB_PASSWORD, [
  { role: "readWrite", db: DATABASE },
])
setUser(primary, "exporter", process.env.MONGODB_EXPORTER_PASSWORD, [
  { role: "clusterMonitor", db: "admin" },
  { role: "read", db: "local" },
])
setUser(primary, "backup", process.env.MONGODB_BACKUP_PASSWORD, [{ role: "backup", db: "admin" }])
