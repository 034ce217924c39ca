# Arr only: left before the error ends the script
with guard("a") { print("inside"); 1 // 0 }
