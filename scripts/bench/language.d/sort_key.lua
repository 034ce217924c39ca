local records = {}
for i = 0, 19999 do records[#records + 1] = { name = "head " .. i, score = i * 7919 % 10007 } end

local function sorted(items, key)
  local out = table.move(items, 1, #items, 1, {})
  table.sort(out, function(a, b) return key(a) < key(b) end)
  return out
end

local function work()
  local best = sorted(records, function(r) return r.score end)
  local worst = sorted(records, function(r) return -r.score end)
  return best[101].score * 10007 + worst[101].score
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
