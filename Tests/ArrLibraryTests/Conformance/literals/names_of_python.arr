# Arr only: both spellings are the same values
print(True, False, None, True == true, None == none)
