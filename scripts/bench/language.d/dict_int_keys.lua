local function work()
  local d = {}
  for i = 0, 99999 do d[i * 7] = i end
  for i = 0, 99999 do d[i * 7] = d[i * 7] + 1 end
  local total = 0
  for i = 0, 99999 do total = total + d[i * 7] end
  return total
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
