local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

local function work() return fib(25) end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
