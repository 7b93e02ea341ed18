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

/** KEYS: due times. ARGV: now, most, when those that are returned come again. */
export const DUE = `
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, incident in ipairs(due) do redis.call('ZADD', KEYS[1], ARGV[3], incident) end
return due
`;
