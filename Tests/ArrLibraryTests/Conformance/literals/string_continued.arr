print("one \
two")
