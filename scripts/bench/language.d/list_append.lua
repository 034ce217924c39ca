local function work()
  local xs = {}
  for i = 0, 99999 do xs[#xs + 1] = i end
  return #xs + xs[#xs]
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
