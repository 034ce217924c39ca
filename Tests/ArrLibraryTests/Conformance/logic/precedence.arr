print(true or false and false, (true or false) and false, not false or false, not false and false)
