/**
 * KEYS: claim, told, group. ARGV: owner, lease in ms, then keys. Returns {0, ms until it ends} when
 * another owner has it, else {1, the group or nil, for each key whether it was told}. In parts, because Lua
 * passes some thousand arguments at most.
 */
export const CLAIM = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return {0, redis.call('PTTL', KEYS[1])} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local told = {}
for from = 3, #ARGV, 1000 do
  local part = redis.call('SMISMEMBER', KEYS[2], unpack(ARGV, from, math.min(from + 999, #ARGV)))
  for _, one in ipairs(part) do told[#told + 1] = one end
end
return {1, redis.call('GET', KEYS[3]), told}
`;

/** KEYS: claim. ARGV: owner. Only its owner ends a claim. */
export const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;

/**
 * KEYS: told, group, deliveries, claim. ARGV: owner, seconds to keep, most deliveries, the group ('': unchanged),
 * '1' to end the claim, the number of keys, then keys, then deliveries. One script, because a command costs the
 * client more than Redis.
 */
export const COMMIT = `
local function push(command, name, from, to)
  if to < from then return end
  for at = from, to, 1000 do redis.call(command, name, unpack(ARGV, at, math.min(at + 999, to))) end
  redis.call('EXPIRE', name, ARGV[2])
end
local last = 6 + tonumber(ARGV[6])
push('SADD', KEYS[1], 7, last)
if ARGV[4] ~= '' then redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[2]) end
push('RPUSH', KEYS[3], last + 1, #ARGV)
if #ARGV > last then redis.call('LTRIM', KEYS[3], -tonumber(ARGV[3]), -1) end
if ARGV[5] == '1' and redis.call('GET', KEYS[4]) == ARGV[1] then redis.call('DEL', KEYS[4]) end
return 1
`;

/** KEYS: due times. ARGV: now, most, when those that are returned come again. */
export const DUE = `
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, incident in ipairs(due) do redis.call('ZADD', KEYS[1], ARGV[3], incident) end
return due
`;
