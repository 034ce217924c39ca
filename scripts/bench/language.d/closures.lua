local function counter()
  local state = { count = 0 }
  return function(by)
    state.count = state.count + by
    return state.count
  end
end

local function work()
  local step = counter()
  for i = 0, 99999 do step(1) end
  local double = function(x) return 2 * x end
  local total = 0
  for i = 0, 99999 do total = total + double(i) end
  return total + step(0)
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
