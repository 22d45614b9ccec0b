// What the server does in one step, in Lua. A script is atomic also across a crash: the append-only
// file has its writes between MULTI and EXEC, and half of them are not loaded.

/** What several scripts need: whether a consumer still holds a pending entry. */
const HOLDS = `
local function holds(stream, group, consumer, id)
  return #redis.call('XPENDING', stream, group, id, id, 1, consumer) == 1
end
`;

/** Parks an entry in the dead-letter stream and takes it off the group's list. */
const BURY = `
local function bury(stream, dead, group, id, entry, deliveries, reason)
  local fields = entry[2]
  for _, field in ipairs({'group', group, 'id', id, 'deliveries', deliveries, 'error', reason}) do
    fields[#fields + 1] = field
  end
  redis.call('XADD', dead, 'MAXLEN', '~', 100000, '*', unpack(fields))
  redis.call('XACK', stream, group, id)
end
`;

/** What the stream is like; see position.js. */
const TAIL = `
local function tail(stream, epoch, proposal)
  local name = redis.call('GET', epoch)
  if not name then
    local set = redis.pcall('SET', epoch, proposal) -- a replica, or a full server, refuses that
    name = set.err and '' or proposal
  end
  if redis.call('EXISTS', stream) == 0 then return {'0-0', 0, 0, '', name} end
  local info = {}
  local flat = redis.call('XINFO', 'STREAM', stream)
  for i = 1, #flat, 2 do info[flat[i]] = flat[i + 1] end
  local first = info['first-entry']
  return {
    info['last-generated-id'], info['entries-added'], info['length'],
    first and first[1] or '', name,
  }
end
`;

export const SOURCES = {
  /**
   * Stores an event unless it is stored already. A producer numbers its events, and the server
   * remembers the last number that it stored; so a repetition is known whatever has become of the
   * first attempt, at the cost of one key for each producer.
   *
   * KEYS stream, producer, epoch · ARGV number, number of the event before it or '' for any,
   * milliseconds to remember the producer, cap, event id, topic, payload if any.
   * Returns 1, or 0 for a repetition.
   */
  publish: `
local last = redis.call('GET', KEYS[2])
if last and tonumber(ARGV[1]) <= tonumber(last) then return 0 end
if ARGV[2] ~= '' and last ~= ARGV[2] then
  return redis.error_reply('RESYNC the event before it is not stored')
end
local fields = {'t', ARGV[6], 'i', ARGV[5]}
if ARGV[7] then
  fields[5] = 'e'
  fields[6] = ARGV[7]
end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], '*', unpack(fields))
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
redis.call('SET', KEYS[3], ARGV[5], 'NX')
return 1`,

  /** KEYS stream, epoch · ARGV a new epoch. Returns the last id, how many were ever added, how many are there, … */
  tail: `${TAIL}
return tail(KEYS[1], KEYS[2], ARGV[1])`,

  /**
   * KEYS stream, epoch · ARGV group, a new epoch. Returns the tail, and the group's last id and how many entries
   * it has read (-1: not known); without the last two if there is no such group.
   */
  groupTail: `${TAIL}
local result = tail(KEYS[1], KEYS[2], ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 0 then return result end
for _, flat in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local info = {}
  for i = 1, #flat, 2 do info[flat[i]] = flat[i + 1] end
  if info['name'] == ARGV[1] then
    result[6] = info['last-delivered-id']
    result[7] = info['entries-read'] or -1
  end
end
return result`,

  /**
   * Makes the group unless it is there. KEYS stream, epoch · ARGV group, id to begin behind, or
   * '$' for the tail as it is now, a new epoch.
   */
  join: `${TAIL}
local id = ARGV[2]
local created
if id == '$' then
  local now = tail(KEYS[1], KEYS[2], ARGV[3])
  created = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], now[1], 'MKSTREAM', 'ENTRIESREAD', now[2])
else
  created = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], id, 'MKSTREAM')
end
if created.err and not string.find(created.err, 'BUSYGROUP', 1, true) then return created end
return created.err and 0 or 1`,

  /** Renews the lease of entries. KEYS stream · ARGV group, consumer, ids. Returns those lost. */
  renew: `${HOLDS}
local lost = {}
for i = 3, #ARGV do
  if holds(KEYS[1], ARGV[1], ARGV[2], ARGV[i]) then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
  else
    lost[#lost + 1] = ARGV[i]
  end
end
return lost`,

  /** KEYS stream · ARGV group, consumer, id. Returns 0 if it is not the consumer's any more. */
  ack: `${HOLDS}
if not holds(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then return 0 end
return redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])`,

  /**
   * Counts another delivery of an entry. KEYS stream · ARGV group, consumer, id. Returns how many
   * there were, or 0 if it is not the consumer's any more.
   */
  again: `${HOLDS}
if not holds(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then return 0 end
if #redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3]) == 0 then return 0 end
return redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)[1][4]`,

  /** KEYS stream, dead · ARGV group, consumer, id, deliveries, reason. */
  bury: `${HOLDS}${BURY}
if not holds(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then return 0 end
local entry = redis.call('XRANGE', KEYS[1], ARGV[3], ARGV[3])[1]
if not entry then return redis.call('XACK', KEYS[1], ARGV[1], ARGV[3]) end
bury(KEYS[1], KEYS[2], ARGV[1], ARGV[3], entry, ARGV[4], ARGV[5])
return 1`,

  /**
   * Takes over what other consumers have let lie. KEYS stream, dead · ARGV group, consumer, lease in
   * milliseconds, how many at most, most deliveries, ids that this consumer is busy with.
   * Returns three lists: entries taken as {id, fields, deliveries}, ids of which the entry was
   * trimmed, ids that were parked.
   */
  reclaim: `${BURY}
local stream, dead, group, consumer = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
local most, mostDeliveries = tonumber(ARGV[4]), tonumber(ARGV[5])
local busy = {}
for i = 6, #ARGV do busy[ARGV[i]] = true end
local taken, trimmed, buried = {}, {}, {}
local waiting = redis.call('XPENDING', stream, group, 'IDLE', ARGV[3], '-', '+', most + #ARGV + 100)
for _, pending in ipairs(waiting) do
  local id, deliveries = pending[1], pending[4]
  if #taken < most and not busy[id] then
    local entry = redis.call('XRANGE', stream, id, id)[1]
    if not entry then
      redis.call('XACK', stream, group, id)
      trimmed[#trimmed + 1] = id
    elseif deliveries >= mostDeliveries then
      bury(stream, dead, group, id, entry, deliveries, 'no consumer lived to the end of its handler')
      buried[#buried + 1] = id
    else
      redis.call('XCLAIM', stream, group, consumer, ARGV[3], id)
      taken[#taken + 1] = {id, entry[2], deliveries + 1}
    end
  end
end
return {taken, trimmed, buried}`,

  /** Takes a consumer off the group unless it has pending entries, which would go with it. */
  leave: `
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1`,

  /** Takes consumers off that have nothing and were not heard of. ARGV group, milliseconds. */
  sweep: `
local gone = 0
for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local info = {}
  for i = 1, #flat, 2 do info[flat[i]] = flat[i + 1] end
  if info['pending'] == 0 and info['idle'] > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], info['name'])
    gone = gone + 1
  end
end
return gone`,
};

/** @typedef {keyof typeof SOURCES} ScriptName */

export class Scripts {
  /** By name, what the server calls a script. @type {Map<ScriptName, string>} */
  #shas = new Map();

  /** @param {import('./connection.js').Connection} connection */
  async load(connection) {
    const names = /** @type {ScriptName[]} */ (Object.keys(SOURCES));
    const shas = await Promise.all(
      names.map((name) => connection.call(['SCRIPT', 'LOAD', SOURCES[name].trim()])),
    );
    for (const [index, name] of names.entries()) this.#shas.set(name, String(shas[index]));
  }

  /**
   * The command that runs a script. The server may have forgotten it: then it answers NOSCRIPT, and
   * nothing has happened.
   *
   * @param {ScriptName} name
   * @param {string[]} keys
   * @param {(string | number)[]} args
   * @returns {string[]}
   */
  command(name, keys, args) {
    const sha = this.#shas.get(name) ?? '';
    return ['EVALSHA', sha, String(keys.length), ...keys, ...args.map(String)];
  }

  /**
   * Runs a script, loading it again if the server has forgotten it.
   *
   * @param {import('./connection.js').Connection} connection
   * @param {ScriptName} name
   * @param {string[]} keys
   * @param {(string | number)[]} args
   * @returns {Promise<unknown>}
   */
  async run(connection, name, keys, args) {
    try {
      return await connection.call(this.command(name, keys, args));
    } catch (error) {
      if (!isReply(error, 'NOSCRIPT')) throw error;
      await this.load(connection);
      return connection.call(this.command(name, keys, args));
    }
  }
}

/**
 * @param {unknown} error
 * @param {string} word
 */
export function isReply(error, word) {
  return /** @type {{ reply?: string } | undefined} */ (error)?.reply === word;
}
