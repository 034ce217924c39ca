local function work()
  local s = ""
  for i = 0, 99999 do s = s .. "x" end
  return #s
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
