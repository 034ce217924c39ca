local function work()
  local total = 0.0
  for i = 0, 999999 do total = total + 0.5 end
  return math.floor(total)
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
