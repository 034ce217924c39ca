1 + 1
2 + 2;
none
"text"
x = 5
x
