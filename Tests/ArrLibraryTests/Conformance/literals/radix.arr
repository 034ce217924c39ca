print(0xff, 0XFF, 0x_ff, 0b101, 0B1_0, 0o17, 0O7)
